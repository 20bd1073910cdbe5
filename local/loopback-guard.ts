import type { IncomingHttpHeaders } from 'node:http';
import { isLoopbackHost } from '../src/text/loopback.ts';

/** The only address on which the servers of the local run listen. */
export const LOOPBACK = '127.0.0.1';

/** Response to a foreign request to an embedded service. */
export const FOREIGN_REQUEST = {
  status: 403,
  body: JSON.stringify({
    code: 'FOREIGN_REQUEST',
    hint: 'Call this service as http://127.0.0.1:<its port>, and not from a web page.',
  }),
} as const;

/**
 * Returns whether a request to an embedded service (SQS, S3 or DynamoDB of the local run) may come from a web page. A
 * page can reach loopback in two ways: with a host name that resolves to 127.0.0.1 (then `Host` is foreign), or across
 * sites (then the browser adds `Origin`, or for a simple GET at least `Sec-Fetch-Site`). The services check no
 * signatures, so this check is their only protection against pages.
 * @param port - port of the service; a `Host` without it is foreign
 */
export function isForeign(headers: IncomingHttpHeaders, port: number): boolean {
  return isFromPage(headers) || !isOwnHost(headers.host, port);
}

function isFromPage({ origin, 'sec-fetch-site': fetchSite = 'none' }: IncomingHttpHeaders): boolean {
  return origin !== undefined || fetchSite !== 'none';
}

function isOwnHost(host: string | undefined, port: number): boolean {
  const [, hostName = '', hostPort = ''] = /^(.*):(\d+)$/.exec(host ?? '') ?? [];
  return Number(hostPort) === port && isLoopbackHost(hostName.replace(QUEUE_HOST_PREFIX, ''));
}

/** Matches the prefix `sqs.<region>.` in the host of a queue URL of the embedded SQS: `sqs.eu-central-1.127.0.0.1`. */
const QUEUE_HOST_PREFIX = /^sqs\.[a-z0-9-]+\.(?=127\.)/;
