import pMap from 'p-map';
import { claimOf } from '../../src/dedupe/claim.ts';
import { nameOfError } from '../shared/log.ts';
import { claimChanges, type ClaimDeps, type ClaimOutcome } from './claim-changes.ts';
import { emitChanges, type EmitDeps } from './emit-changes.ts';
import type { ReadDelivery } from './read-message.ts';
import { watchShapes } from './shape-watch.ts';

export interface DeliverDeps extends ClaimDeps, EmitDeps {
  readonly pause: (ms: number) => Promise<void>;
}

/** How one delivery ended. */
interface Tally {
  readonly changes: number;
  readonly emitted: readonly string[];
  readonly duplicates: number;
  readonly failed: number;
  readonly weak: number;
}

const CONCURRENT_MARKS = 40;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 2_000;

/**
 * Takes some deliveries together from the claim to the bus.
 * @param markAlways - mark what was emitted as done even where all of it was: a delivery that was received before may
 *   be one that kills the process, and what it had emitted until then must not be emitted by its next try
 * @returns the deliveries that have to be tried again
 */
export async function deliver(deliveries: readonly ReadDelivery[], markAlways: boolean, deps: DeliverDeps): Promise<ReadDelivery[]> {
  const outcomes = await claimChanges(deliveries, deps);
  const claimed = [...outcomes.values()].flatMap((outcome) => (typeof outcome === 'object' ? [outcome.claimedBy] : []));
  const emitted = await emitChanges(claimed, deps);
  const failed: ReadDelivery[] = [];
  for (const one of deliveries) {
    const tally = tallyOf(one, outcomes, emitted);
    if (tally.failed > 0) failed.push(one);
    if (tally.failed > 0 || markAlways) await markDone(one, tally.emitted, deps);
    report(one, tally, deps);
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

/** Without its mark an emitted change would be emitted again by the delivery's next try, so this does not give up. */
async function markDone({ delivery }: ReadDelivery, emitted: readonly string[], deps: DeliverDeps): Promise<void> {
  const { claims, now, windowSeconds, outOfTime, pause, log } = deps;
  const markOne = async (id: string): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, MAX_PAUSE_MS)) {
      try {
        await claims.markDone(claimOf(id, delivery, { nowMs: now(), windowSeconds }));
        return;
      } catch (error) {
        const fields = { deliveryId: delivery.deliveryId, claim: id, ...nameOfError(error) };
        if (outOfTime()) {
          log.error('emitted but not marked as done: will be emitted again', fields);
          return;
        }
        log.warn('emitted but not marked as done yet', fields);
        await pause(pauseMs);
      }
    }
  };
  await pMap(emitted, markOne, { concurrency: CONCURRENT_MARKS });
}

function report(one: ReadDelivery, { changes, emitted, duplicates, failed, weak }: Tally, { log }: DeliverDeps): void {
  const { deliveryId, app } = one.delivery;
  const fields = { deliveryId, app, changes, emitted: emitted.length, duplicates, weak, unknown: watchShapes(one, log), failed };
  if (failed > 0) log.error('delivery failed in part, will be tried again', fields);
  else log.info('delivered', fields);
}
