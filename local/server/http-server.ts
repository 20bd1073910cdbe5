import { Hono, type Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { nameOfError, type Log } from '../../lambdas/aws/log.ts';
import { gatewayEvent } from '../gateway-event.ts';
import type { LocalIngress } from '../local-ingress.ts';
import { createActions, type ActionDeps } from './actions.ts';
import { createApi, type ApiDeps } from './api.ts';
import { localOnly, notFound, pageOnly } from './guard.ts';
import { createPage, type PageFiles } from './page.ts';

/** Maximum body size of API Gateway, which itself rejects larger requests. */
const GATEWAY_MAX_BYTES = 10 * 1024 * 1024;

/** Dependencies of the callback URL. */
export interface CallbackDeps {
  readonly ingress: LocalIngress;
  readonly log: Log;
}

/** Dependencies of the HTTP server of the local run. */
export interface HttpDeps extends CallbackDeps {
  readonly api: ApiDeps;
  readonly actions: ActionDeps;
  readonly page: PageFiles;
  /** The token that the page must send to act. */
  readonly token: string;
}

/**
 * Creates the HTTP server of the local run: everybody may call the callback URL, only this machine may call the rest. A
 * tunnel to the callback URL must not expose received deliveries: tunneled requests have a different host or forwarding
 * headers. Through a raw TCP tunnel, the caller can choose both; use {@link createTunnelApp} for these.
 */
export function createHttpApp(deps: HttpDeps): Hono {
  const app = createTunnelApp(deps);
  app.use(localOnly);
  app.route('/api', createApi(deps.api));
  const acting = new Hono();
  acting.use(pageOnly(deps.token));
  acting.route('/', createActions(deps.actions));
  app.route('/api/page', acting);
  app.route('/', createPage(deps.page, deps.token));
  return app;
}

/** Creates the HTTP server for tunnels, which serves only the callback URL, whatever the request headers say. */
export function createTunnelApp({ ingress, log }: CallbackDeps): Hono {
  const app = new Hono();
  const tooLarge = bodyLimit({
    maxSize: GATEWAY_MAX_BYTES,
    onError: (c) => c.json({ message: 'Request Entity Too Large' }, 413),
  });
  app.get('/webhooks/:app', async (c) => ask(c, ingress, Buffer.alloc(0)));
  app.post('/webhooks/:app', tooLarge, async (c) => ask(c, ingress, Buffer.from(await c.req.arrayBuffer())));
  app.notFound(notFound);
  app.onError((error, c) => {
    // One line per error: a client that aborts its uploads must not fill the log with stack traces.
    log.warn('request failed', nameOfError(error));
    return c.json({ code: 'INTERNAL_ERROR', hint: 'Send it again.' }, 503, { 'retry-after': '1' });
  });
  return app;
}

async function ask(c: Context, ingress: LocalIngress, rawBody: Buffer): Promise<Response> {
  const request = {
    method: c.req.method,
    url: new URL(c.req.url),
    headers: c.req.header(),
    app: c.req.param('app') ?? '',
    rawBody,
  };
  const answer = await ingress(gatewayEvent(request, Date.now()));
  const headers = Object.fromEntries(
    Object.entries(answer.headers ?? {}).map(([name, value]) => [name, String(value)]),
  );
  return c.body(answer.body ?? '', (answer.statusCode ?? 200) as ContentfulStatusCode, headers);
}
