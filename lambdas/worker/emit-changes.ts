import pMap from 'p-map';
import { deepJson } from '../../src/json/canonical-json.ts';
import { buildEvent, type BusEvent, type StoredValue } from '../../src/pipeline/emit/event.ts';
import type { ValueRef } from '../../src/events/event-reference.ts';
import { packCalls } from '../../src/pipeline/emit/pack.ts';
import type { ArchiveRef } from '../../src/events/event-reference.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import type { Archived } from './archive.ts';
import type { Bus, Emitted } from './bus.ts';
import type { ProcessedChange } from './change-outcome.ts';
import type { IdentifiedChange } from './read-delivery.ts';

/** Concurrent `PutEvents` calls. */
const CONCURRENT_CALLS = 8;
const CONCURRENT_STORES = 4;

/** Dependencies of the step that emits claimed changes. */
export interface EmitDeps {
  readonly bus: Bus;
  readonly objects: ObjectStore;
  /** Where the deliveries are archived. */
  readonly archived: Archived;
  readonly outOfTime: () => boolean;
  readonly log: Log;
}

/** A change and its event, ready for the bus. */
interface BuiltChange {
  readonly event: BusEvent;
  readonly identified: IdentifiedChange;
}

/** Puts claimed changes on the bus. One call may hold events of several deliveries. Every change gets its outcome. */
export async function emitChanges(claimed: readonly IdentifiedChange[], deps: EmitDeps): Promise<ProcessedChange[]> {
  const built = await pMap(claimed, async (change) => buildChange(change, deps), { concurrency: CONCURRENT_STORES });
  const calls = packCalls(built.filter((one) => 'event' in one));
  const put = await pMap(calls, async (call) => putCall(call, deps), { concurrency: CONCURRENT_CALLS });
  return [...built.filter((one) => 'outcome' in one), ...put.flat()];
}

async function putCall(call: readonly BuiltChange[], { bus, outOfTime, log }: EmitDeps): Promise<ProcessedChange[]> {
  if (outOfTime()) return call.map(({ identified }) => ({ ...identified, outcome: 'out-of-time' }));
  const results = await bus.put(call.map(({ event }) => event));
  return call.map(({ identified }, i) => toProcessed(identified, results[i], log));
}

function toProcessed(identified: IdentifiedChange, result: Emitted | undefined, log: Log): ProcessedChange {
  if (result === 'emitted') return { ...identified, outcome: 'emitted' };
  if (result === undefined) return { ...identified, outcome: 'emit-failed' };
  log.warn('bus refused an event', {
    deliveryId: identified.delivery.deliveryId,
    claim: identified.id,
    errorCode: result.refusedBy,
  });
  return { ...identified, outcome: 'put-events-rejected' };
}

async function buildChange(
  identified: IdentifiedChange,
  { objects, archived, outOfTime, log }: EmitDeps,
): Promise<BuiltChange | ProcessedChange> {
  if (outOfTime()) return { ...identified, outcome: 'out-of-time' };
  const { id, change, delivery } = identified;
  const { sharedValues } = delivery;
  const built = buildEvent({ id, change, delivery, archive: archiveRef(delivery, archived), sharedValues });
  if (built.fits) return { event: built.event, identified };
  try {
    return { event: built.withRef(await store(built.stored, delivery.app, objects)), identified };
  } catch (error) {
    log.warn('value not stored', { deliveryId: delivery.deliveryId, claim: id, ...nameOfError(error) });
    return { ...identified, outcome: 'emit-failed' };
  }
}

/** Undefined if the archive is off, and for replays. */
function archiveRef({ messageId }: IdentifiedChange['delivery'], archived: Archived): ArchiveRef | undefined {
  const outcome = archived.get(messageId);
  return outcome?.status === 'archived' ? outcome.ref : undefined;
}

/** Writes by value. Changes that share a value store it once. A write that failed is tried again. */
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

/** The same value has the same key, so a second try overwrites the same object. */
async function put({ name, value }: StoredValue, app: string, objects: ObjectStore): Promise<ValueRef> {
  const key = `values/${app}/${name}.json`;
  const json = deepJson(value);
  await objects.put(key, json);
  return { bucket: objects.bucket, key, bytes: Buffer.byteLength(json) };
}
