import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { nameOfError, type Log } from '../lambdas/aws/log.ts';
import { gatewayEvent } from './gateway-event.ts';
import type { LocalAnswer, LocalReceiver } from './local-receiver.ts';
import type { LocalRecord } from './record.ts';
import { isLoopbackHost } from '../src/text/loopback.ts';

/** Maximum body size of API Gateway, which itself rejects larger requests. */
const GATEWAY_MAX_BYTES = 10 * 1024 * 1024;
/** Headers that proxies and tunnels add. */
const FORWARDED = /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|cf-.*|true-client-ip)$/;

/** Dependencies of the HTTP server of the local run. */
export interface HttpDeps {
  readonly receiver: LocalReceiver;
  readonly record: LocalRecord;
  readonly log: Log;
}

/**
 * Creates the HTTP server of the local run: everybody may call the callback URL, only this machine may call the rest. A
 * tunnel to the callback URL must not expose received deliveries: tunneled requests have a different host or forwarding
 * headers. Through a raw TCP tunnel, the caller can choose both; use {@link createTunnelApp} for these.
 */
export function createHttpApp(deps: HttpDeps): Hono {
  const app = createTunnelApp(deps);
  app.use(async (c, next) => (isLocal(c.req.header()) ? next() : notFound(c)));
  app.get('/api/events', (c) => c.json(deps.record.events()));
  app.get('/api/deliveries', (c) => c.json(deps.record.deliveries()));
  return app;
}

/** Creates the HTTP server for tunnels, which serves only the callback URL, whatever the request headers say. */
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
    // One line per error: a client that aborts its uploads must not fill the log with stack traces.
    log.warn('request failed', nameOfError(error));
    return c.json({ code: 'INTERNAL_ERROR', hint: 'Send it again.' }, 503, { 'retry-after': '1' });
  });
  return app;
}

/** Returns whether a request comes from a program or a page on this machine. */
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
