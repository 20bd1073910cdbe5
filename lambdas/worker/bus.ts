import { EventBridgeServiceException, PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { isThrottlingError } from '@smithy/core/retry';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';

/** The result for one event: `emitted`, or the error code of the bus. */
export type Emitted = 'emitted' | { readonly refusedBy: string };

/** The event bus. */
export interface Bus {
  /**
   * Puts the events of one call on the bus, see `packCalls`. Never throws.
   * @returns one result per event, in order
   */
  put(events: readonly BusEvent[]): Promise<Emitted[]>;
}

/** Creates a bus that writes to an EventBridge bus. */
export function createBus(client: EventBridgeClient, busName: string): Bus {
  const call = async (events: readonly BusEvent[]): Promise<Emitted[]> => {
    const { Entries = [] } = await client.send(
      new PutEventsCommand({
        Entries: events.map(({ detailType, time, detail }) => ({
          EventBusName: busName,
          Source: EVENT_SOURCE,
          DetailType: detailType,
          Time: new Date(time),
          Detail: detail,
        })),
      }),
    );
    return events.map((_, i) =>
      Entries[i]?.EventId ? 'emitted' : { refusedBy: Entries[i]?.ErrorCode ?? 'NO_ANSWER' },
    );
  };
  const put = async (events: readonly BusEvent[]): Promise<Emitted[]> => {
    try {
      return await call(events);
    } catch (error) {
      if (events.length > 1 && isRefusal(error))
        return (await Promise.all(events.map(async (event) => put([event])))).flat();
      const refusedBy = Error.isError(error) ? error.name : typeof error;
      return events.map(() => ({ refusedBy }));
    }
  };
  return { put };
}

/** True for a client error other than throttling. One entry may be the cause, so the others are tried one by one. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof EventBridgeServiceException &&
    error.$fault === 'client' &&
    !isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
  );
}
