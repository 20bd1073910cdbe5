import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../src/text/loopback.ts';

/** The only address on which a server of the local run listens. */
export const LOOPBACK = '127.0.0.1';

/** What a foreign request to an embedded service is answered. */
export const FOREIGN_REQUEST = {
  status: 403,
  body: JSON.stringify({
    code: 'FOREIGN_REQUEST',
    hint: 'Call this service by its loopback address, and not from a web page.',
  }),
} as const;

/**
 * Says whether a request to an embedded service comes from elsewhere than a program on this machine. A web page can
 * reach loopback: by a name of its own that resolves to 127.0.0.1 (then `Host` is foreign), or across sites (then the
 * browser adds `Origin`). The services check no signature, so this is all that keeps pages out.
 * @param port - on which the service listens
 */
export function isForeign({ host = '', origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>, port: number): boolean {
  if (origin !== undefined) return true;
  const [, name = '', given = ''] = /^(.*):(\d+)$/.exec(host) ?? [];
  return Number(given) !== port || !isLoopbackHost(name.replace(QUEUE_HOST, ''));
}

/** How the URLs begin that the embedded SQS gives its queues: `sqs.eu-central-1.127.0.0.1`. */
const QUEUE_HOST = /^sqs\.[a-z0-9-]+\.(?=127\.)/;
