import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import type { ConsumerRun } from './consumer-runner.ts';
import type { ForwardAttempt } from './delivery-log.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Bounds of the events in memory. */
const MAX_EVENTS = 20_000;
const MAX_EVENT_BYTES = 48 * 1024 * 1024;

/** An event as the memory keeps it: its JSON, because a parsed one takes several times the memory. */
export interface KeptEvent {
  readonly id: string;
  readonly deliveryId: string;
  readonly detailType: string;
  readonly time: string;
  readonly detail: string;
  /** Number of times that the pipeline emitted it. */
  times: number;
  consumers: readonly ConsumerRun[];
  forwarded: readonly ForwardAttempt[];
}

/** The events of a local run, in memory. */
export class KeptEvents {
  readonly #byId = new Map<string, KeptEvent>();
  #bytes = 0;

  /** Adds an event, or counts it again if the pipeline emitted it before. */
  add({ id, detailType, time, detail }: BusEvent, deliveryId: string): KeptEvent {
    const times = (this.#byId.get(id)?.times ?? 0) + 1;
    const event: KeptEvent = { id, deliveryId, detailType, time, detail, times, consumers: [], forwarded: [] };
    this.#remove(id);
    this.#byId.set(id, event);
    this.#bytes += detail.length;
    this.#dropOldest();
    return event;
  }

  get(id: string): KeptEvent | undefined {
    return this.#byId.get(id);
  }

  /** Returns an event as JSON, as EventBridge sends it to a target; undefined if it is not kept. */
  readJson(id: string): string | undefined {
    const event = this.#byId.get(id);
    return event && eventJson(event);
  }

  /** Returns how often the pipeline emitted each event, by its id. */
  countEmissions(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#byId.values()].map(({ id, times }) => [id, times]));
  }

  /** Returns all events as a JSON array, newest first. */
  toJson(): string {
    return `[${[...this.#byId.values()].reverse().map(eventJson).join(',')}]`;
  }

  #remove(id: string): void {
    this.#bytes -= this.#byId.get(id)?.detail.length ?? 0;
    this.#byId.delete(id);
  }

  #dropOldest(): void {
    for (const id of this.#byId.keys()) {
      if (this.#byId.size <= MAX_EVENTS && this.#bytes <= MAX_EVENT_BYTES) return;
      this.#remove(id);
    }
  }
}

/** Returns an event as EventBridge sends it to a target. */
export function toRecordedEvent({ detailType, time, detail }: KeptEvent): RecordedEvent {
  return {
    source: EVENT_SOURCE,
    'detail-type': detailType,
    time,
    detail: JSON.parse(detail) as RecordedEvent['detail'],
  };
}

function eventJson({ detailType, time, detail }: KeptEvent): string {
  return `{"source":${JSON.stringify(EVENT_SOURCE)},"detail-type":${JSON.stringify(detailType)},"time":${JSON.stringify(time)},"detail":${detail}}`;
}
