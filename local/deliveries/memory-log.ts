import { splitBody } from '../../src/pipeline/change/split-body.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import { describeChanges, type DescribedChanges } from './describe-changes.ts';
import type { DeliveryDetail, DeliveryLog, DeliverySummary, KeptBody, PipelineOutcome } from './delivery-log.ts';
import { addField, newKeptDelivery, summarize, type KeptDelivery, type ReceivedRequest } from './kept-delivery.ts';
import { KeptEvents, type KeptEvent } from './kept-events.ts';

/** Bounds of the memory. The contract says at least 10,000 deliveries. */
const MAX_DELIVERIES = 10_000;
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** Larger bodies are not split again only to name their fields in the list. */
const MAX_NAMED_BYTES = 64 * 1024;

/** Deliveries among which a request is looked for right after its response. */
const RECENT = 500;

const NO_CHANGES: DescribedChanges = { changes: [], changesInBody: 0 };

/** The deliveries and events of a local run in memory. The oldest go first. */
export class MemoryDeliveryLog implements DeliveryLog {
  readonly events = new KeptEvents();
  readonly #deliveries = new Map<string, KeptDelivery>();
  /** All ids of deliveries that the log knows: each attempt to queue a body has its own. */
  readonly #byDeliveryId = new Map<string, KeptDelivery>();
  readonly #listeners = new Set<(delivery: DeliverySummary) => void>();
  readonly #eventListeners = new Set<(json: string) => void>();
  #revision = 0;
  #requests = 0;
  #bodyBytes = 0;

  /** Starts the record of a request. It is listed with {@link list}. */
  open(request: ReceivedRequest): KeptDelivery {
    this.#requests += 1;
    return newKeptDelivery(`request-${this.#requests}`, request);
  }

  /** Records that a request will be queued with this deliveryId. */
  willQueue(kept: KeptDelivery, deliveryId: string): void {
    kept.deliveryId = deliveryId;
    this.#byDeliveryId.set(deliveryId, kept);
  }

  /** Adds a delivery to the list, with its final id. */
  enlist(kept: KeptDelivery): void {
    if (kept.state !== 'rejected' && kept.deliveryId !== undefined) kept.id = kept.deliveryId;
    if (kept.state !== 'rejected') nameFields(kept);
    kept.isListed = true;
    this.#deliveries.set(kept.id, kept);
    this.#bodyBytes += kept.bytes;
    this.#dropOldest();
    this.update(kept);
  }

  /** Finds the record of a delivery. */
  find(deliveryId: string): KeptDelivery | undefined {
    return this.#byDeliveryId.get(deliveryId) ?? this.#deliveries.get(deliveryId);
  }

  /** Finds the newest delivery of a request with this header. */
  findByHeader(name: string, value: string): KeptDelivery | undefined {
    const recent = [...this.#deliveries.values()].slice(-RECENT);
    return recent.findLast(({ headers }) => headers.some((header) => header[0] === name && header[1] === value));
  }

  /** Records an event that is on the bus. */
  emitted(event: BusEvent, deliveryId: string): KeptEvent {
    const kept = this.find(deliveryId);
    const [object = '', ...field] = event.detailType.split('.');
    if (kept) addField(kept, object, field.join('.'));
    const added = this.events.add(event, deliveryId);
    for (const listener of this.#eventListeners) listener(this.events.readJson(event.id) ?? '');
    return added;
  }

  /** Tells the listeners that a delivery changed. */
  update(kept: KeptDelivery): void {
    if (!kept.isListed) return;
    this.#revision += 1;
    kept.revision = this.#revision;
    const summary = summarize(kept);
    for (const listener of this.#listeners) listener(summary);
  }

  list(): readonly DeliverySummary[] {
    return [...this.#deliveries.values()].reverse().map(summarize);
  }

  changedSince(revision: number): readonly DeliverySummary[] {
    return [...this.#deliveries.values()]
      .filter((kept) => kept.revision > revision)
      .sort((a, b) => a.revision - b.revision)
      .map(summarize);
  }

  read(id: string): Promise<DeliveryDetail | undefined> {
    const kept = this.#deliveries.get(id) ?? this.#byDeliveryId.get(id);
    return Promise.resolve(kept?.isListed === true ? this.#describe(kept) : undefined);
  }

  eventsJson(): string {
    return this.events.toJson();
  }

  eventJson(id: string): string | undefined {
    return this.events.readJson(id);
  }

  outcome(): PipelineOutcome {
    const pending = [...this.#deliveries.values()].filter(({ state }) => state === 'queued' || state === 'retrying');
    return { pending: pending.length, emissions: this.events.countEmissions() };
  }

  subscribeToEvents(onEvent: (json: string) => void): () => void {
    this.#eventListeners.add(onEvent);
    return () => {
      this.#eventListeners.delete(onEvent);
    };
  }

  subscribe(onUpdate: (delivery: DeliverySummary) => void): () => void {
    this.#listeners.add(onUpdate);
    return () => {
      this.#listeners.delete(onUpdate);
    };
  }

  #describe(kept: KeptDelivery): DeliveryDetail {
    const { headers, timeline, signedBy } = kept;
    return {
      ...summarize(kept),
      headers,
      body: toBody(kept.rawBody),
      ...(signedBy !== undefined && { signedBy }),
      timeline: timeline.toSorted((a, b) => a.atMs - b.atMs),
      ...this.#changesOf(kept),
    };
  }

  /** A rejected body is not parsed, here as in the pipeline. */
  #changesOf(kept: KeptDelivery): DescribedChanges {
    const { rawBody, state } = kept;
    const delivery = toDelivery(kept);
    if (rawBody === undefined || delivery === undefined || state === 'rejected' || state === 'dead-lettered')
      return NO_CHANGES;
    const deliveryIds = new Set(
      [...this.#byDeliveryId].filter(([, other]) => other === kept).map(([deliveryId]) => deliveryId),
    );
    try {
      return describeChanges(delivery, rawBody, { find: (id) => this.events.get(id), deliveryIds });
    } catch {
      return NO_CHANGES; // The worker will dead-letter it, with the reason.
    }
  }

  #dropOldest(): void {
    for (const [id, kept] of this.#deliveries) {
      if (this.#deliveries.size <= MAX_DELIVERIES) break;
      this.#deliveries.delete(id);
      if (kept.deliveryId !== undefined) this.#byDeliveryId.delete(kept.deliveryId);
      this.#forgetBody(kept);
    }
    for (const kept of this.#deliveries.values()) {
      if (this.#bodyBytes <= MAX_BODY_BYTES) return;
      this.#forgetBody(kept);
    }
  }

  #forgetBody(kept: KeptDelivery): void {
    if (kept.rawBody !== undefined) this.#bodyBytes -= kept.bytes;
    kept.rawBody = undefined;
  }
}

/** Returns the delivery as the pipeline knows it; undefined if ingress rejected the request. */
export function toDelivery(kept: KeptDelivery): Delivery | undefined {
  const { deliveryId, app, receivedAt, replayOf, nonce } = kept;
  if (deliveryId === undefined) return undefined;
  return { deliveryId, app, receivedAt, ...(replayOf !== undefined && { replayOf }), ...(nonce && { nonce }) };
}

function nameFields(kept: KeptDelivery): void {
  if (kept.rawBody === undefined || kept.bytes > MAX_NAMED_BYTES) return;
  try {
    for (const { object, field } of splitBody(kept.rawBody).changes) addField(kept, object, field);
  } catch {
    // Not JSON: the worker will dead-letter it, with the reason.
  }
}

function toBody(rawBody: Buffer | undefined): KeptBody {
  if (rawBody === undefined) return { kept: false };
  const text = rawBody.toString();
  return Buffer.from(text).equals(rawBody)
    ? { kept: true, encoding: 'text', content: text }
    : { kept: true, encoding: 'base64', content: rawBody.toString('base64') };
}
