import pMap from 'p-map';
import { toClaim } from '../../src/pipeline/dedupe/claim.ts';
import { doubledMs } from '../../src/retry/retry.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { ProcessedChange } from './change-outcome.ts';
import type { Claims } from './claims.ts';

const CONCURRENT_MARKS = 40;
const PAUSE = { firstMs: 100, maxMs: 2_000 };

/** Dependencies of the step that marks claims as emitted. */
export interface MarkDeps {
  readonly claims: Claims;
  readonly now: () => number;
  readonly windowSeconds: number;
  readonly pause: (ms: number) => Promise<void>;
  /** True if not even a mark may start. */
  readonly outOfTimeForMarks: () => boolean;
  readonly log: Log;
}

/**
 * Marks the claims of emitted changes as done, with one try each. Use it as a precaution, where a lost mark does no
 * harm unless the process dies.
 * @returns the same changes, with `isMarked` on those whose mark was written
 */
export async function markOnce(changes: readonly ProcessedChange[], deps: MarkDeps): Promise<ProcessedChange[]> {
  const mark = async (change: ProcessedChange): Promise<ProcessedChange> => {
    if (change.outcome !== 'emitted') return change;
    if (deps.outOfTimeForMarks()) {
      logUnmarked(change, deps.log);
      return change;
    }
    return { ...change, isMarked: await tryToMark(change, deps) };
  };
  return pMap(changes, mark, { concurrency: CONCURRENT_MARKS });
}

/**
 * Marks the claims of emitted changes as done, and tries until time runs out. Without the mark, the next try of the
 * delivery would emit the change again. Skips changes that are marked.
 */
export async function markUntilDone(changes: readonly ProcessedChange[], deps: MarkDeps): Promise<void> {
  const unmarked = changes.filter(({ outcome, isMarked }) => outcome === 'emitted' && isMarked !== true);
  const mark = async (change: ProcessedChange): Promise<void> => {
    for (let attempts = 1; !deps.outOfTimeForMarks(); attempts += 1) {
      if (await tryToMark(change, deps)) return;
      await deps.pause(doubledMs(PAUSE, attempts));
    }
    logUnmarked(change, deps.log);
  };
  await pMap(unmarked, mark, { concurrency: CONCURRENT_MARKS });
}

async function tryToMark(
  { id, change, delivery }: ProcessedChange,
  { claims, now, windowSeconds, log }: MarkDeps,
): Promise<boolean> {
  try {
    await claims.markDone(toClaim(id, delivery, { nowMs: now(), windowSeconds, identity: change.identity }));
    return true;
  } catch (error) {
    log.warn('emitted but not marked as done yet', {
      deliveryId: delivery.deliveryId,
      claim: id,
      ...nameOfError(error),
    });
    return false;
  }
}

function logUnmarked({ id, delivery }: ProcessedChange, log: Log): void {
  log.error('emitted but not marked as done: will be emitted again', { deliveryId: delivery.deliveryId, claim: id });
}
