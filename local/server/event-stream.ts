import type { Context } from 'hono';
import type { DeliveryLog } from '../deliveries/delivery-log.ts';

/** Interval of the sign of life, in milliseconds: it finds connections whose reader is gone. */
const ALIVE_MS = 15_000;

/** Opens a stream of server-sent events: each event of the bus from now on, as a target receives it. */
export function openEventStream(c: Context, deliveries: Pick<DeliveryLog, 'subscribeToEvents'>): Response {
  let stop = (): void => undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      const write = (text: string): void => {
        controller.enqueue(Buffer.from(text));
      };
      write(': listening\n\n');
      const unsubscribe = deliveries.subscribeToEvents((json) => {
        write(`event: emitted\ndata: ${json}\n\n`);
      });
      const timer = setInterval(() => {
        write(': alive\n\n');
      }, ALIVE_MS);
      stop = () => {
        clearInterval(timer);
        unsubscribe();
      };
    },
    cancel: () => {
      stop();
    },
  });
  return c.body(stream, 200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
}
