import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ReceiverError } from '../../src/errors/receiver-error.ts';

/** Headers of each response: proxies must not cache it, and browsers must not guess its content type. */
const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
/** Seconds until a caller may retry. Meta has its own schedule; other callers may follow this header. */
const RETRY_AFTER_SECONDS = 30;

/** Returns the response that echoes Meta's challenge unchanged. */
export function challengeAnswer(challenge: string): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': 'text/plain; charset=utf-8' }, body: challenge };
}

/** Returns the response to an accepted delivery. */
export function acceptedAnswer(): APIGatewayProxyStructuredResultV2 {
  return { statusCode: 200, headers: { ...HEADERS, 'content-type': 'application/json' }, body: '{}' };
}

/** Returns the response to a rejected request: the code and the hint, and nothing of the request. */
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
