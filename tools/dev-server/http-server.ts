import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { gatewayEvent } from './gateway-event.ts';
import type { LocalAnswer, LocalReceiver } from './local-receiver.ts';
import type { LocalRecord } from './record.ts';

/** What API Gateway takes; above it the gateway itself answers. */
const GATEWAY_MAX_BYTES = 10 * 1024 * 1024;
/** What proxies and tunnels add, each its own. */
const FORWARDED = /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|cf-.*|true-client-ip)$/;
const LOCAL_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/**
 * The local run's HTTP: the callback URL for everybody, the rest only for this machine. A tunnel to the callback URL
 * must not show the world what was received: whatever comes through one has another host, or says for whom it comes.
 */
export function createHttpApp(receiver: LocalReceiver, record: LocalRecord): Hono {
  const app = new Hono();
  const tooLarge = bodyLimit({ maxSize: GATEWAY_MAX_BYTES, onError: (c) => c.json({ message: 'Request Entity Too Large' }, 413) });
  app.get('/webhooks/:app', async (c) => respond(c, await ask(c, receiver, Buffer.alloc(0))));
  app.post('/webhooks/:app', tooLarge, async (c) => {
    const receivedAt = new Date().toISOString();
    const rawBody = Buffer.from(await c.req.arrayBuffer());
    const answered = await ask(c, receiver, rawBody);
    const { statusCode: status = 200, body = '{}' } = answered.answer;
    const { code } = JSON.parse(body) as { code?: string };
    record.addPost({ deliveryId: answered.deliveryId, app: c.req.param('app'), receivedAt, status, code, bytes: rawBody.byteLength });
    return respond(c, answered);
  });
  app.use(async (c, next) => {
    const local = LOCAL_HOST.test(c.req.header('host') ?? '') && !Object.keys(c.req.header()).some((name) => FORWARDED.test(name));
    if (!local) return c.json({ message: 'Not Found' }, 404);
    return next();
  });
  app.get('/api/events', (c) => c.json(record.events()));
  app.get('/api/deliveries', (c) => c.json(record.deliveries()));
  app.notFound((c) => c.json({ message: 'Not Found' }, 404));
  return app;
}

async function ask(c: Context, receiver: LocalReceiver, rawBody: Buffer): Promise<LocalAnswer> {
  const request = { method: c.req.method, url: new URL(c.req.url), headers: c.req.header(), app: c.req.param('app') ?? '', rawBody };
  return receiver.ingress(gatewayEvent(request, Date.now()));
}

function respond(c: Context, { answer }: LocalAnswer): Response {
  const headers = Object.fromEntries(Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]));
  return c.body(answer.body ?? '', (answer.statusCode ?? 200) as ContentfulStatusCode, headers);
}
