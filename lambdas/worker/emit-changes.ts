import pMap from 'p-map';
import { deepJson } from '../../src/json/canonical-json.ts';
import { buildEvent, type BusEvent, type StoredValue } from '../../src/pipeline/emit/event.ts';
import type { ValueRef } from '../../src/events/event-reference.ts';
import { packCalls } from '../../src/pipeline/emit/pack.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import type { Bus } from './bus.ts';
import type { ClaimCandidate } from './claim-changes.ts';

/** `PutEvents` calls under way at once. */
const CONCURRENT_CALLS = 8;
const CONCURRENT_STORES = 4;

export interface EmitDeps {
  readonly bus: Bus;
  readonly objects: ObjectStore;
  readonly outOfTime: () => boolean;
  readonly log: Log;
}

/**
 * Claim keys: what is on the bus, what the bus did not take, and what time ran out for. What is in none failed before.
 */
export interface EmittedChanges {
  readonly emitted: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
  readonly late: ReadonlySet<string>;
}

/**
 * Puts claimed changes on the bus, packed across deliveries. Never throws: what is not in the result is not emitted.
 */
export async function emitChanges(claimed: readonly ClaimCandidate[], deps: EmitDeps): Promise<EmittedChanges> {
  const built = await pMap(claimed, async (candidate) => toEvent(candidate, deps), { concurrency: CONCURRENT_STORES });
  const emitted = new Set<string>();
  const refused = new Set<string>();
  const late = new Set<string>(built.filter((one) => typeof one === 'string'));
  await pMap(
    packCalls(built.filter((one) => typeof one === 'object')),
    async (call) => {
      if (deps.outOfTime()) {
        for (const { event } of call) late.add(event.id);
        return;
      }
      const results = await deps.bus.put(call.map(({ event }) => event));
      results.forEach((result, i) => {
        const { event, from } = call[i] ?? {};
        if (event && result === 'emitted') emitted.add(event.id);
        else if (event && result !== 'emitted') {
          refused.add(event.id);
          deps.log.warn('bus refused an event', {
            deliveryId: from?.delivery.deliveryId,
            claim: event.id,
            errorCode: result.refusedBy,
          });
        }
      });
    },
    { concurrency: CONCURRENT_CALLS },
  );
  return { emitted, refused, late };
}

interface Built {
  readonly event: BusEvent;
  readonly from: ClaimCandidate['from'];
}

/** @returns the claim key where time ran out, undefined where the value could not be stored */
async function toEvent(
  { id, change, from }: ClaimCandidate,
  { objects, outOfTime, log }: EmitDeps,
): Promise<Built | string | undefined> {
  if (outOfTime()) return id;
  const { delivery } = from;
  const built = buildEvent({ id, change, delivery, archive: from.archive, sharedValues: from.sharedValues });
  if (built.fits) return { event: built.event, from };
  try {
    return { event: built.withRef(await store(built.stored, delivery.app, objects)), from };
  } catch (error) {
    log.warn('value not stored', { deliveryId: delivery.deliveryId, claim: id, ...nameOfError(error) });
    return undefined;
  }
}

/** Values that several changes share, by themselves: stored once, and again only if that failed. */
const storing = new WeakMap<object, Promise<ValueRef>>();

async function store({ name, value }: StoredValue, app: string, objects: ObjectStore): Promise<ValueRef> {
  if (typeof value !== 'object' || value === null) return put({ name, value }, app, objects);
  const underWay = storing.get(value) ?? put({ name, value }, app, objects);
  storing.set(value, underWay);
  try {
    return await underWay;
  } catch (error) {
    storing.delete(value);
    throw error;
  }
}

/** The same value has the same key, so that a second try writes the same object again. */
async function put({ name, value }: StoredValue, app: string, objects: ObjectStore): Promise<ValueRef> {
  const key = `values/${app}/${name}.json`;
  const json = deepJson(value);
  await objects.put(key, json);
  return { bucket: objects.bucket, key, bytes: Buffer.byteLength(json) };
}
