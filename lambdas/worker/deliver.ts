import pMap from 'p-map';
import { claimOf } from '../../src/dedupe/claim.ts';
import { nameOfError } from '../shared/log.ts';
import { candidatesOf, claimChanges, type Candidate, type ClaimDeps, type ClaimOutcome } from './claim-changes.ts';
import { emitChanges, type EmitDeps } from './emit-changes.ts';
import type { ReadDelivery } from './read-message.ts';
import { watchShapes } from './shape-watch.ts';

export interface DeliverDeps extends ClaimDeps, EmitDeps {
  readonly pause: (ms: number) => Promise<void>;
  /** True when not even a mark may be started any more. */
  readonly outOfTimeForMarks: () => boolean;
}

/** How one delivery ended. */
interface Tally {
  readonly changes: number;
  readonly emitted: readonly string[];
  readonly duplicates: number;
  readonly failed: number;
  readonly weak: number;
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
export async function deliver(deliveries: readonly ReadDelivery[], markAlways: boolean, deps: DeliverDeps): Promise<ReadDelivery[]> {
  const changes = candidatesOf(deliveries);
  const markEachSlice = markAlways || changes.length > MAX_UNMARKED;
  const outcomes = new Map<string, ClaimOutcome>();
  const emitted = new Set<string>();
  const marked = new Set<string>();
  for (let from = 0; from < changes.length; from += SLICE) {
    const claimed = await claimChanges(changes.slice(from, from + SLICE), deps);
    for (const [id, outcome] of claimed) outcomes.set(id, outcome);
    const ours = [...claimed.values()].flatMap((outcome) => (typeof outcome === 'object' ? [outcome.claimedBy] : []));
    const onBus = await emitChanges(ours, deps);
    for (const id of onBus) emitted.add(id);
    if (markEachSlice) await markDone(ours.filter(({ id }) => onBus.has(id)), { insist: false, marked }, deps);
  }
  return settle(deliveries, { outcomes, emitted, marked }, deps);
}

interface Delivered {
  readonly outcomes: ReadonlyMap<string, ClaimOutcome>;
  readonly emitted: ReadonlySet<string>;
  /** Claim keys; those whose marks held. */
  readonly marked: Set<string>;
}

async function settle(deliveries: readonly ReadDelivery[], { outcomes, emitted, marked }: Delivered, deps: DeliverDeps): Promise<ReadDelivery[]> {
  const failed: ReadDelivery[] = [];
  for (const from of deliveries) {
    const tally = tallyOf(from, outcomes, emitted);
    if (tally.failed > 0) {
      failed.push(from);
      const unmarked = tally.emitted.filter((id) => !marked.has(id));
      await markDone(unmarked.map((id) => ({ id, from })), { insist: true, marked }, deps);
    }
    report(from, tally, deps);
  }
  return failed;
}

function tallyOf(one: ReadDelivery, outcomes: ReadonlyMap<string, ClaimOutcome>, emitted: ReadonlySet<string>): Tally {
  const tally = { changes: one.changes.length, emitted: [] as string[], duplicates: 0, failed: 0, weak: 0 };
  for (const id of new Set(one.changes.map((change) => change.id))) {
    const outcome = outcomes.get(id) ?? 'failed';
    if (outcome === 'failed') tally.failed += 1;
    else if (outcome === 'refused' || outcome.claimedBy.from !== one) continue;
    else if (!emitted.has(id)) tally.failed += 1;
    else {
      tally.emitted.push(id);
      if (outcome.claimedBy.change.identity.weak) tally.weak += 1;
    }
  }
  tally.duplicates = tally.changes - tally.emitted.length - tally.failed;
  return tally;
}

interface Marking {
  readonly insist: boolean;
  readonly marked: Set<string>;
}

/**
 * Marks what is on the bus. Where a delivery failed in part this insists, for without its mark an emitted change would
 * be emitted again by the next try; where it is only a precaution, one try is enough.
 */
async function markDone(emitted: readonly Pick<Candidate, 'id' | 'from'>[], { insist, marked }: Marking, deps: DeliverDeps): Promise<void> {
  const { claims, now, windowSeconds, outOfTimeForMarks, pause, log } = deps;
  const markOne = async ({ id, from: { delivery } }: Pick<Candidate, 'id' | 'from'>): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !outOfTimeForMarks(); pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        await claims.markDone(claimOf(id, delivery, { nowMs: now(), windowSeconds }));
        marked.add(id);
        return;
      } catch (error) {
        log.warn('emitted but not marked as done yet', { deliveryId: delivery.deliveryId, claim: id, ...nameOfError(error) });
        if (!insist) return;
        await pause(pauseMs);
      }
    }
    log.error('emitted but not marked as done: will be emitted again', { deliveryId: delivery.deliveryId, claim: id });
  };
  await pMap(emitted, markOne, { concurrency: CONCURRENT_MARKS });
}

function report(one: ReadDelivery, { changes, emitted, duplicates, failed, weak }: Tally, { log }: DeliverDeps): void {
  const { deliveryId, app } = one.delivery;
  const fields = { deliveryId, app, changes, emitted: emitted.length, duplicates, weak, unknown: watchShapes(one, log), failed };
  if (failed > 0) log.error('delivery failed in part, will be tried again', fields);
  else log.info('delivered', fields);
}
