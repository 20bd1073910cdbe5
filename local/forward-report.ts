import type { Log } from '../lambdas/aws/log.ts';
import type { ForwardAttempt } from './deliveries/delivery-log.ts';

/**
 * Creates a function that logs when `--forward` begins to fail, and when it works again. It logs nothing between, as a
 * program that is not running fails for every event.
 */
export function createForwardReport(log: Log): (attempt: Pick<ForwardAttempt, 'answer' | 'ok'>) => void {
  let isFailing = false;
  return ({ answer, ok }) => {
    if (isFailing !== ok) return;
    isFailing = !ok;
    const why = typeof answer === 'number' ? { status: answer } : { error: answer };
    if (ok) log.info('forward works again', why);
    else log.warn('forward failed', { ...why, next: 'posts each event up to six times' });
  };
}
