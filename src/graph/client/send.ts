import type { Json } from '../../json/json.ts';
import { readAnswer, unwrapBatch, type RawAnswer } from './response.ts';
import { GraphError, type GraphFailure } from './graph-error.ts';
import { readRetryAfterMs, readUsage, type Usage } from './usage.ts';
import type { HttpRequest } from './http-request.ts';

/** The part of `fetch` that the client uses. The global `fetch` matches. */
export type Fetch = (
  url: string,
  init: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly body?: string;
    readonly redirect: 'manual';
    readonly signal: AbortSignal;
  },
) => Promise<FetchAnswer>;

/** The part of a `Response` that the client uses. */
export interface FetchAnswer {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: AsyncIterable<Uint8Array> | null;
}

/** One attempt to send a request. */
export interface Attempt {
  readonly httpRequest: HttpRequest;
  readonly secrets: readonly string[];
  readonly timeout: AbortSignal;
  readonly signal?: AbortSignal | undefined;
  readonly nowMs: () => number;
  /** Receives the usage of each response, including error responses. */
  readonly onUsage: (usage: Usage | undefined) => void;
  /** Receives the version as which Meta responded, if the response names one. */
  readonly onVersion: (answered: string) => void;
}

/** Maximum size of a response. A page of the Graph API has a few hundred KB at most. Chosen here, 2026-11. */
export const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/** Network errors before a connection exists: nothing was sent. */
const NOT_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);
/**
 * Matches certificate errors, which also occur before anything is sent.
 * @see https://nodejs.org/api/tls.html#x509-certificate-error-codes
 */
const CERTIFICATE = /CERT|LEAF_SIGNATURE/;
const CODE_NAME = /^[A-Z][A-Z0-9_]{1,63}$/;

/**
 * Sends a request once and parses the response. It follows no redirects, because another host must not receive the
 * token.
 * @throws GraphError
 */
export async function exchange(fetch: Fetch, attempt: Attempt): Promise<Json> {
  const raw = await received(fetch, attempt);
  const json = readAnswer(raw, attempt.secrets);
  return attempt.httpRequest.batched
    ? readAnswer({ ...unwrapBatch(json), retryAfterMs: raw.retryAfterMs }, attempt.secrets)
    : json;
}

async function received(fetch: Fetch, attempt: Attempt): Promise<RawAnswer> {
  const { httpRequest, timeout, signal } = attempt;
  try {
    const answer = await fetch(httpRequest.url, {
      method: httpRequest.method,
      headers: { ...httpRequest.headers },
      ...(httpRequest.body === undefined ? {} : { body: httpRequest.body }),
      redirect: 'manual',
      signal: signal ? AbortSignal.any([timeout, signal]) : timeout,
    });
    const version = answer.headers.get('facebook-api-version');
    if (version) attempt.onVersion(version);
    const retryAfterMs = stayAwayMs(answer, attempt);
    return { httpStatus: answer.status, bytes: await bounded(answer.body), retryAfterMs };
  } catch (error) {
    throw error instanceof GraphError ? error : new GraphError(noAnswer(error, attempt));
  }
}

/** Reports the usage and returns the longest wait that Meta requests, in ms. */
function stayAwayMs({ headers }: FetchAnswer, { onUsage, nowMs }: Attempt): number | undefined {
  const usage = readUsage((name) => headers.get(name));
  onUsage(usage);
  const ms = Math.max(readRetryAfterMs(headers.get('retry-after'), nowMs()) ?? 0, usage?.regainAccessMs ?? 0);
  return ms > 0 ? ms : undefined;
}

async function bounded(body: AsyncIterable<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      throw new GraphError({
        code: 'RESPONSE_TOO_LARGE',
        hint: `The response has more than ${MAX_ANSWER_BYTES} bytes. Request less data, or check the base URL.`,
        outcome: 'unknown',
        retry: 'never',
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function noAnswer(error: unknown, { timeout, signal }: Attempt): GraphFailure {
  if (signal?.aborted)
    return {
      code: 'ABORTED',
      hint: 'The caller aborted the call before Meta responded. Call again.',
      outcome: 'unknown',
      retry: 'never',
    };
  if (timeout.aborted)
    return { code: 'TIMED_OUT', hint: 'Meta did not respond in time. Try again.', outcome: 'unknown', retry: 'soon' };
  return unreachable(getCode(error) ?? getCode(getCause(error)) ?? 'UNKNOWN');
}

function unreachable(networkCode: string): GraphFailure {
  const certificate = CERTIFICATE.test(networkCode);
  return {
    code: 'UNREACHABLE',
    hint: certificate
      ? 'The certificate is not that of Meta. Check the base URL and any proxy.'
      : 'The Graph API cannot be reached. Check the network, the proxy and the base URL.',
    outcome: certificate || NOT_SENT.has(networkCode) ? 'not-done' : 'unknown',
    retry: certificate ? 'never' : 'soon',
    facts: { networkCode },
  };
}

/** Returns only the code of a network error, because its message may quote the URL. */
function getCode(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && CODE_NAME.test(code) ? code : undefined;
}

function getCause(error: unknown): unknown {
  return Error.isError(error) ? error.cause : undefined;
}
