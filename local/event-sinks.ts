import type { BusEvent } from '../src/pipeline/emit/event.ts';
import type { ConsumerRun, ConsumerRunner } from './deliveries/consumer-runner.ts';
import { toRecordedEvent, type KeptEvent } from './deliveries/kept-events.ts';
import type { MemoryDeliveryLog } from './deliveries/memory-log.ts';
import type { ForwardAttempt } from './deliveries/delivery-log.ts';
import type { Forwarder } from './forward.ts';
import { deliveryIdOf } from './observe/worker-observer.ts';

/** Where events go after the bus. */
export interface EventSinks {
  readonly deliveries: MemoryDeliveryLog;
  readonly consumers: ConsumerRunner;
  readonly forwarder: Forwarder | undefined;
  /** Receives each attempt of the forwarder. */
  readonly reportForward: (attempt: ForwardAttempt) => void;
  readonly print: (event: KeptEvent) => void;
  readonly printRuns: (runs: readonly ConsumerRun[], event: KeptEvent) => void;
}

/** Creates the function that takes each event of the bus: into the log, to the consumers, and to `--forward`. */
export function createEventSink(sinks: EventSinks): (event: BusEvent) => void {
  const { deliveries, consumers, forwarder } = sinks;
  return (busEvent) => {
    const deliveryId = deliveryIdOf(busEvent);
    const kept = deliveries.emitted(busEvent, deliveryId);
    const event = toRecordedEvent(kept);
    sinks.print(kept);
    const changed = (): void => {
      const delivery = deliveries.find(deliveryId);
      if (delivery) deliveries.update(delivery);
    };
    void consumers.run(event).then((runs) => {
      if (runs.length === 0) return;
      kept.consumers = runs;
      sinks.printRuns(runs, kept);
      changed();
    });
    forwarder?.forward(event, (attempt) => {
      sinks.reportForward(attempt);
      kept.forwarded = [...kept.forwarded, attempt];
      changed();
    });
  };
}
