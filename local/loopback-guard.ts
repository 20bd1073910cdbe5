import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../src/text/loopback.ts';

/** The only address on which the servers of the local run listen. */
export const LOOPBACK = '127.0.0.1';

/** Response to a foreign request to an embedded service. */
export const FOREIGN_REQUEST = {
  status: 403,
  body: JSON.stringify({
    code: 'FOREIGN_REQUEST',
    hint: 'Call this service by its loopback address, and not from a web page.',
  }),
} as const;

/**
 * Returns whether a request to an embedded service does not come from a program on this machine. A web page can reach
 * loopback in two ways: with a host name that resolves to 127.0.0.1 (then `Host` is foreign), or across sites (then the
 * browser adds `Origin`). The services check no signatures, so only this check blocks web pages.
 * @param port - port of the service
 */
export function isForeign({ host = '', origin }: Pick<IncomingHttpHeaders, 'host' | 'origin'>, port: number): boolean {
  if (origin !== undefined) return true;
  const [, name = '', given = ''] = /^(.*):(\d+)$/.exec(host) ?? [];
  return Number(given) !== port || !isLoopbackHost(name.replace(QUEUE_HOST, ''));
}

/** Prefix of the queue URLs' host in the embedded SQS: `sqs.eu-central-1.127.0.0.1`. */
const QUEUE_HOST = /^sqs\.[a-z0-9-]+\.(?=127\.)/;
