import pMap from 'p-map';
import { claimOf } from '../../src/pipeline/dedupe/claim.ts';
import { nameOfError } from '../aws/log.ts';
import { candidatesOf, claimChanges, type ClaimCandidate, type ClaimDeps, type ClaimOutcome } from './claim-changes.ts';
import { emitChanges, type EmitDeps } from './emit-changes.ts';
import { measureChanges, type MeasureDeps } from './measure-changes.ts';
import type { ReadDelivery } from './read-message.ts';
import { watchShapes } from './shape-watch.ts';
import { summarize, type Delivered, type Summary } from './outcome.ts';

export interface DeliverDeps extends ClaimDeps, EmitDeps, MeasureDeps {
  readonly pause: (ms: number) => Promise<void>;
  /** True when not even a mark may be started any more. */
  readonly outOfTimeForMarks: () => boolean;
}

/** A delivery that did not get through. */
export interface FailedDelivery extends ReadDelivery {
  /** Only because time ran out: it needs no pause before its next try. */
  readonly isLate: boolean;
}

/** Changes that are claimed and emitted together: bounds the memory, and what a run out of time has to mark. */
const SLICE = 200;
/** Above this a delivery is marked slice by slice, for one invocation may not be enough for it. */
const MAX_UNMARKED = 2_000;
const CONCURRENT_MARKS = 40;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/**
 * Takes some deliveries together from the claim to the bus, slice by slice.
 * @param markAlways - mark what was emitted as done even where all of it was: a delivery that was received before may
 *   be one that kills the process, and what it had emitted until then must not be emitted by its next try
 * @returns the deliveries that have to be tried again
 */
export async function deliver(
  deliveries: readonly ReadDelivery[],
  markAlways: boolean,
  deps: DeliverDeps,
): Promise<FailedDelivery[]> {
  const changes = candidatesOf(deliveries);
  const markEachSlice = markAlways || changes.length > MAX_UNMARKED;
  const outcomes = new Map<string, ClaimOutcome>();
  const emitted = new Set<string>();
  const refused = new Set<string>();
  const late = new Set<string>();
  const marked = new Set<string>();
  for (let from = 0; from < changes.length; from += SLICE) {
    const claimed = await claimChanges(changes.slice(from, from + SLICE), deps);
    for (const [id, outcome] of claimed) outcomes.set(id, outcome);
    const ours = [...claimed.values()].flatMap((outcome) => (typeof outcome === 'object' ? [outcome.claimedBy] : []));
    const put = await emitChanges(ours, deps);
    for (const id of put.emitted) emitted.add(id);
    for (const id of put.refused) refused.add(id);
    for (const id of put.late) late.add(id);
    if (markEachSlice)
      await markDone(
        ours.filter(({ id }) => put.emitted.has(id)),
        { insist: false, marked },
        deps,
      );
  }
  return settle(deliveries, { outcomes, emitted, refused, late, marked }, deps);
}

interface Settling extends Delivered {
  /** Claim keys; those whose marks held. */
  readonly marked: Set<string>;
}

async function settle(
  deliveries: readonly ReadDelivery[],
  { marked, ...delivered }: Settling,
  deps: DeliverDeps,
): Promise<FailedDelivery[]> {
  const failed: FailedDelivery[] = [];
  measureChanges(deliveries, delivered, deps);
  for (const from of deliveries) {
    const summary = summarize(from, from.changes, delivered);
    if (summary.failed > 0) {
      failed.push({ ...from, isLate: summary.late === summary.failed });
      const unmarked = new Set(summary.emitted.filter((id) => !marked.has(id)));
      await markDone(firstOfEach(from, unmarked), { insist: true, marked }, deps);
    }
    report(from, summary, deps);
  }
  return failed;
}

/** The changes of some keys, each once. */
function firstOfEach(from: ReadDelivery, ids: ReadonlySet<string>): ClaimCandidate[] {
  const byId = new Map(
    from.changes.filter(({ id }) => ids.has(id)).map(({ id, change }) => [id, { id, change, from }]),
  );
  return [...byId.values()];
}

interface Marking {
  readonly insist: boolean;
  readonly marked: Set<string>;
}

/**
 * Marks what is on the bus. Where a delivery failed in part this insists, for without its mark an emitted change would
 * be emitted again by the next try; where it is only a precaution, one try is enough.
 */
async function markDone(
  emitted: readonly ClaimCandidate[],
  { insist, marked }: Marking,
  deps: DeliverDeps,
): Promise<void> {
  const { claims, now, windowSeconds, outOfTimeForMarks, pause, log } = deps;
  const markOne = async ({ id, change, from: { delivery } }: ClaimCandidate): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !outOfTimeForMarks(); pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        await claims.markDone(claimOf(id, delivery, { nowMs: now(), windowSeconds, identity: change.identity }));
        marked.add(id);
        return;
      } catch (error) {
        log.warn('emitted but not marked as done yet', {
          deliveryId: delivery.deliveryId,
          claim: id,
          ...nameOfError(error),
        });
        if (!insist) return;
        await pause(pauseMs);
      }
    }
    log.error('emitted but not marked as done: will be emitted again', { deliveryId: delivery.deliveryId, claim: id });
  };
  await pMap(emitted, markOne, { concurrency: CONCURRENT_MARKS });
}

function report(
  one: ReadDelivery,
  { changes, emitted, duplicates, failed, weak }: Summary,
  { log }: DeliverDeps,
): void {
  const { deliveryId, app } = one.delivery;
  const fields = {
    deliveryId,
    app,
    changes,
    emitted: emitted.length,
    duplicates,
    weak,
    unknown: watchShapes(one, log),
    failed,
  };
  if (failed > 0) log.error('delivery failed in part, will be tried again', fields);
  else log.info('delivered', fields);
}
