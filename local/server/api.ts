import { Hono } from 'hono';
import type { DeliveryLog } from '../deliveries/delivery-log.ts';
import { SAMPLES } from '../meta/samples.ts';
import { notFound } from './guard.ts';
import type { StatusSource } from './status.ts';
import { openEventStream } from './event-stream.ts';
import { openStream } from './stream.ts';

/** Dependencies of {@link createApi}. */
export interface ApiDeps {
  readonly deliveries: DeliveryLog;
  readonly status: StatusSource;
  readonly runId: string;
}

/** A sample in `GET /api/samples`. */
export interface ListedSample {
  readonly name: string;
  readonly object: string;
  readonly title: string;
  readonly weak: boolean;
}

/** Creates the routes that read: deliveries, events, samples, and the stream. */
export function createApi({ deliveries, status, runId }: ApiDeps): Hono {
  const app = new Hono();
  app.get('/events', (c) => c.body(deliveries.eventsJson(), 200, { 'content-type': 'application/json' }));
  app.get('/events/:id', (c) => {
    const event = deliveries.eventJson(c.req.param('id'));
    return event === undefined ? notFound(c) : c.body(event, 200, { 'content-type': 'application/json' });
  });
  app.get('/event-stream', (c) => openEventStream(c, deliveries));
  app.get('/outcome', (c) => c.json(deliveries.outcome()));
  app.get('/deliveries', (c) => {
    const list = deliveries.list();
    const revision = list.reduce((highest, delivery) => Math.max(highest, delivery.revision), 0);
    return c.json(list, 200, { 'x-stream-position': `${runId}-${revision}` });
  });
  app.get('/deliveries/:id', async (c) => {
    const delivery = await deliveries.read(c.req.param('id'));
    return delivery === undefined ? notFound(c) : c.json(delivery);
  });
  app.get('/stream', (c) => openStream(c, { deliveries, status, runId }));
  app.get('/samples', (c) =>
    c.json(SAMPLES.map(({ name, object, title, weak }): ListedSample => ({ name, object, title, weak }))),
  );
  app.get('/status', async (c) => c.json(await status()));
  return app;
}
