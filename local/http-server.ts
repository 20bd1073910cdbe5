import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { nameOfError, type Log } from '../lambdas/aws/log.ts';
import { gatewayEvent } from './gateway-event.ts';
import type { LocalAnswer, LocalReceiver } from './local-receiver.ts';
import type { LocalRecord } from './record.ts';
import { isLoopbackHost } from '../src/text/loopback.ts';

/** What API Gateway takes; above it the gateway itself answers. */
const GATEWAY_MAX_BYTES = 10 * 1024 * 1024;
/** What proxies and tunnels add, each its own. */
const FORWARDED = /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|cf-.*|true-client-ip)$/;

/** What the local run's HTTP needs. */
export interface HttpDeps {
  readonly receiver: LocalReceiver;
  readonly record: LocalRecord;
  readonly log: Log;
}

/**
 * The local run's HTTP: the callback URL for everybody, the rest only for this machine. A tunnel to the callback URL
 * must not show the world what was received: whatever comes through one has another host, or says for whom it comes.
 * A tunnel of raw TCP lets its caller choose all of that, which is why {@link createTunnelApp} exists.
 */
export function createHttpApp(deps: HttpDeps): Hono {
  const app = createTunnelApp(deps);
  app.use(async (c, next) => (isLocal(c.req.header()) ? next() : notFound(c)));
  app.get('/api/events', (c) => c.json(deps.record.events()));
  app.get('/api/deliveries', (c) => c.json(deps.record.deliveries()));
  return app;
}

/** What may be tunneled: the callback URL and nothing else, whoever the caller claims to be. */
export function createTunnelApp({ receiver, record, log }: HttpDeps): Hono {
  const app = new Hono();
  const tooLarge = bodyLimit({
    maxSize: GATEWAY_MAX_BYTES,
    onError: (c) => c.json({ message: 'Request Entity Too Large' }, 413),
  });
  app.get('/webhooks/:app', async (c) => respond(c, await ask(c, receiver, Buffer.alloc(0))));
  app.post('/webhooks/:app', tooLarge, async (c) => {
    const receivedAt = new Date().toISOString();
    const rawBody = Buffer.from(await c.req.arrayBuffer());
    const answered = await ask(c, receiver, rawBody);
    const { statusCode: status = 200, body = '{}' } = answered.answer;
    const { code } = JSON.parse(body) as { code?: string };
    record.addPost({
      deliveryId: answered.deliveryId,
      app: c.req.param('app'),
      receivedAt,
      status,
      code,
      bytes: rawBody.byteLength,
    });
    return respond(c, answered);
  });
  app.notFound(notFound);
  app.onError((error, c) => {
    // One line, whatever happened: a client that breaks off its uploads must not dead-letter the log in stack traces.
    log.warn('request failed', nameOfError(error));
    return c.json({ code: 'INTERNAL_ERROR', hint: 'Send it again.' }, 503, { 'retry-after': '1' });
  });
  return app;
}

/** Whether a request comes from a program or a page of this machine. */
function isLocal(headers: Readonly<Record<string, string>>): boolean {
  const { host = '', origin } = headers;
  const own = isLoopbackHost(host.replace(/:\d+$/, '')) && !Object.keys(headers).some((name) => FORWARDED.test(name));
  return own && (origin === undefined || origin === `http://${host}`);
}

function notFound(c: Context): Response {
  return c.json({ message: 'Not Found' }, 404);
}

async function ask(c: Context, receiver: LocalReceiver, rawBody: Buffer): Promise<LocalAnswer> {
  const request = {
    method: c.req.method,
    url: new URL(c.req.url),
    headers: c.req.header(),
    app: c.req.param('app') ?? '',
    rawBody,
  };
  return receiver.ingress(gatewayEvent(request, Date.now()));
}

function respond(c: Context, { answer }: LocalAnswer): Response {
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return c.body(answer.body ?? '', (answer.statusCode ?? 200) as ContentfulStatusCode, headers);
}
