import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';

const DAY_MS = 86_400_000;
/**
 * For so long Meta retries: a delivery may have brought a change that an earlier one brought first, and the claim on it
 * is as old as that one. @see `src/pipeline/dedupe/window.ts`
 */
const RETRIES_MS = 7 * DAY_MS;

/**
 * Makes sure that every change since then is still remembered, so that none is emitted a second time.
 * @param windowDays - stands in for what the worker was deployed with
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
      `--from is before ${new Date(oldestMs).toISOString()}: a change is remembered for ${days} days, and Meta ` +
      `may have brought it up to 7 days ` +
      'before the delivery that is replayed, so older ones could be emitted a second time',
    hint: 'take a later --from; or --again to have everything in the range emitted again on purpose',
  });
}

function unknownWindow(): never {
  throw new CliError('WINDOW_UNKNOWN', {
    message: "the stack's template does not tell how long a change is remembered",
    hint:
      'say it: --window-days 22 is the default of dedupeWindowDays; or let your role call ' +
      'cloudformation:GetTemplate',
  });
}
