import { EventBridgeServiceException, PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { isThrottlingError } from '@smithy/core/retry';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';

/** What became of one event: `emitted`, or the code with which the bus refused it. */
export type Emitted = 'emitted' | { readonly refusedBy: string };

/** Where events go. */
export interface Bus {
  /**
   * Puts one call's worth of events, see `packCalls`. Never throws.
   * @returns what became of each, in order
   */
  put(events: readonly BusEvent[]): Promise<Emitted[]>;
}

/** Makes the bus from an EventBridge bus. */
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

/** The call was understood and not liked: one of its entries may be the reason, the others need not suffer. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof EventBridgeServiceException &&
    error.$fault === 'client' &&
    !isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
  );
}
