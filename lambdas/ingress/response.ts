import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ReceiverError } from '../../src/errors/receiver-error.ts';

/** On every answer of ours. Nothing may be kept by a proxy, nothing may be taken for a page. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** Seconds after which we ask Meta to come again. Meta has a schedule of its own, other callers may follow ours. */
const RETRY_AFTER_SECONDS = 30;

/** Meta's challenge, its exact characters. */
export function challengeAnswer(challenge: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}

/** The delivery is ours from now on. */
export function acceptedAnswer(): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{}' };
}

/** Says why not; echoes nothing. */
export function refusedAnswer({ status, code, hint }: ReceiverError): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: status,
    headers: {
      ...HEADERS,
      'content-type': 'application/json',
      ...(status === 503 && { 'retry-after': String(RETRY_AFTER_SECONDS) }),
    },
    body: JSON.stringify({ code, hint }),
  };
}
