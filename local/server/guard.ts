import { timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { isLoopbackHost } from '../../src/text/loopback.ts';

/** Headers that proxies and tunnels add. */
const FORWARDED =
  /^(forwarded|via|x-forwarded-.*|x-real-ip|x-original-.*|x-client-ip|cf-.*|true-client-ip|tailscale-.*)$/;

/** Header that carries the token of the page. */
export const TOKEN_HEADER = 'x-page-token';

/** Response to requests of others, as if nothing was there. */
export function notFound(c: Context): Response {
  return c.json({ message: 'Not Found' }, 404);
}

/** Lets only programs and pages of this machine through, and not the pages of other sites. */
export const localOnly: MiddlewareHandler = async (c, next) => {
  if (!isLocal(c.req.header())) return notFound(c);
  await next();
  c.header('cross-origin-resource-policy', 'same-origin');
  c.header('x-content-type-options', 'nosniff');
  return undefined;
};

/**
 * Requires what only our page knows: the token that the page contains, and the page's origin. A page of another site
 * has neither, and a program that wants to act can send a webhook.
 */
export function pageOnly(token: string): MiddlewareHandler {
  const expected = Buffer.from(token);
  return async (c, next) => {
    const given = Buffer.from(c.req.header(TOKEN_HEADER) ?? '');
    const isPage = given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
    const hasOrigin = c.req.method === 'GET' || c.req.header('origin') !== undefined;
    if (isPage && hasOrigin) return next();
    return c.json({ code: 'FOREIGN_REQUEST', hint: 'Use the page of this receiver. Reload it if it is old.' }, 403);
  };
}

/** Returns whether a request comes from a program or a page on this machine. */
function isLocal(headers: Readonly<Record<string, string>>): boolean {
  const { host = '', origin } = headers;
  const isOwn = isLoopbackHost(host.replace(/:\d+$/, '')) && !Object.keys(headers).some((name) => FORWARDED.test(name));
  return isOwn && (origin === undefined || origin === `http://${host}`) && isOwnFetch(headers);
}

/** A browser says which site a request comes from, also for those without an origin. A link to the page is harmless. */
function isOwnFetch(headers: Readonly<Record<string, string>>): boolean {
  const site = headers['sec-fetch-site'] ?? 'none';
  return site === 'none' || site === 'same-origin' || headers['sec-fetch-dest'] === 'document';
}
