import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';

const DAY_MS = 86_400_000;
/**
 * Meta retries a delivery for up to 7 days. A retry repeats changes that were claimed at the first attempt, so a claim
 * can be 7 days older than the delivery in the archive.
 * @see `src/pipeline/dedupe/window.ts`
 */
const RETRY_PERIOD_MS = 7 * DAY_MS;

/**
 * Checks, by time only, that the claims of all changes since `fromMs` still exist, so that a replay emits no change a
 * second time. A claim is the record that a change was emitted; it expires after the deduplication window.
 * @param fromMs - start of the range (`--from`), in ms since the epoch
 * @param windowDays - deduplication window in days (`--window-days`); if undefined, the window of the deployed stack
 * @throws {@link CliError} OUTSIDE_WINDOW if `fromMs` is too old, WINDOW_UNKNOWN if the receiver's output has no window
 */
export function mustBeInsideWindow({ stack, ports }: Context, fromMs: number, windowDays: number | undefined): void {
  const windowMs =
    windowDays === undefined ? 1000 * (stack.dedupeWindowSeconds ?? unknownWindow()) : windowDays * DAY_MS;
  const oldestMs = ports.now() - Math.max(0, windowMs - RETRY_PERIOD_MS);
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
    message: 'the output of the receiver has no deduplication window',
    hint:
      'Set --window-days to the dedupeWindowDays of the deployed stack (22 if you did not set it), or run ' +
      '`npx cdk deploy --all`.',
  });
}
