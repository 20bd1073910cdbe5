import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';

const DAY_MS = 86_400_000;
/**
 * How long Meta retries. A delivery may repeat a change of an earlier delivery, whose claim is older by up to this
 * time. @see `src/pipeline/dedupe/window.ts`
 */
const RETRIES_MS = 7 * DAY_MS;

/**
 * Checks that the claims of all changes since a time still exist, so that no change is emitted a second time.
 * @param windowDays - replaces the deployed deduplication window
 * @throws {@link CliError} OUTSIDE_WINDOW | WINDOW_UNKNOWN
 */
export async function mustBeInsideWindow(
  { stack, ports }: Context,
  fromMs: number,
  windowDays: number | undefined,
): Promise<void> {
  const windowMs =
    windowDays === undefined ? 1000 * ((await stack.dedupeWindowSeconds()) ?? unknownWindow()) : windowDays * DAY_MS;
  const oldestMs = ports.now() - Math.max(0, windowMs - RETRIES_MS);
  if (fromMs >= oldestMs) return;
  const days = Math.round(windowMs / DAY_MS);
  throw new CliError('OUTSIDE_WINDOW', {
    message:
      `--from is before ${new Date(oldestMs).toISOString()}: claims expire after ${days} days and Meta retries for ` +
      'up to 7 days, so older changes could be emitted a second time',
    hint: 'Use a later --from, or --again to emit everything in the range again.',
  });
}

function unknownWindow(): never {
  throw new CliError('WINDOW_UNKNOWN', {
    message: 'the deduplication window is not in the template of the stack',
    hint:
      'Set --window-days (the default of dedupeWindowDays is 22), or allow your role to call ' +
      'cloudformation:GetTemplate.',
  });
}
