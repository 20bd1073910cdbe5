import { isArray, member, textAt, type Json } from '../../json/json.ts';
import { exchange, type Fetch } from './send.ts';
import { createRateLimitTracker, type RateLimitTracker, type UsageLimits } from './rate-limit-tracker.ts';
import { answerUnreadable, GraphError, requestMalformed } from './graph-error.ts';
import { waitBeforeRetryMs } from './retry.ts';
import type { Usage } from './usage.ts';
import { GRAPH_HOSTS, GRAPH_VERSION } from './version.ts';
import { listSecrets, toHttpRequest, type GraphRequest, type GraphTarget } from './http-request.ts';
import { isPrivateUrl } from '../../text/loopback.ts';
import { retry } from '../../retry/retry.ts';

/** External functions that the client needs. */
export interface GraphPorts {
  /** Sends an HTTP request. The global `fetch` matches. */
  readonly fetch: Fetch;
  /** Returns the time in epoch ms. */
  readonly now: () => number;
  /** Returns a random number from 0 to 1. */
  readonly random: () => number;
  /** Resolves after `ms`, or rejects when the signal aborts. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Returns a signal that aborts after `ms`. */
  readonly abortAfter: (ms: number) => AbortSignal;
  /**
   * Receives the version as which Meta responded, once, if it is not the requested one. After a version has ended, Meta
   * responds as the oldest version that it still has.
   * @default - nothing is reported
   * @see https://developers.facebook.com/docs/graph-api/guides/versioning
   */
  readonly onOtherVersion?: ((answered: string, requested: string) => void) | undefined;
}

/** Access token, host, timeouts and retries of a client. */
export interface GraphOptions extends UsageLimits {
  /** Access token of a user, Page, system user, Instagram account or app (`app id|app secret`). */
  readonly token: string;
  /** Secret of the app that issued the token. With it, every call carries an `appsecret_proof`. */
  readonly appSecret?: string | undefined;
  /** @default GRAPH_HOSTS.facebook */
  readonly baseUrl?: string | undefined;
  /** @default GRAPH_VERSION */
  readonly version?: string | undefined;
  /** Time limit of one attempt, in ms. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /** Time limit of a call with all its attempts and waits, in ms. @default 30,000 */
  readonly budgetMs?: number | undefined;
  /** Maximum attempts per call, including the first. @default 4 */
  readonly maxAttempts?: number | undefined;
}

/** Calls the Graph API as one token. */
export interface GraphClient {
  readonly baseUrl: string;
  readonly version: string;
  /**
   * Sends a request and returns the parsed response. Ids keep all digits: those above 2^53 are strings.
   * A POST that is not `idempotent` is retried only if Meta certainly did not process it.
   * @throws {@link GraphError}
   */
  send(request: GraphRequest): Promise<Json>;
  /**
   * Yields the elements of an edge from all its pages. It requests each page by its cursor and does not follow
   * `paging.next`, because that URL contains the token.
   * @throws {@link GraphError}
   */
  list(request: GraphRequest): AsyncGenerator<Json, void, undefined>;
  /** Returns a client with the same app, host, timeouts and retries, but another token, for example a Page's. */
  withToken(token: string): GraphClient;
  /** Returns the usage in the latest response that reported it. */
  usage(): Usage | undefined;
}

const TOKEN = /^[\x21-\x7e]+$/;
const VERSION = /^v\d{1,3}\.\d{1,2}$/;
/** Maximum pages per list. 1,000 pages of 25 are more accounts than a command should process. Chosen here, 2026-11. */
const MAX_PAGES = 1_000;

/**
 * Creates a client of the Graph API.
 * @throws {@link GraphError} REQUEST_MALFORMED | TOKEN_INVALID
 */
export function createGraphClient(options: GraphOptions, given: GraphPorts): GraphClient {
  const ports = { ...given, onOtherVersion: once(given.onOtherVersion) };
  const target = getTarget(options);
  const rateLimitTracker = createRateLimitTracker(options);
  const call = { options, ports, target, rateLimitTracker };
  const client: GraphClient = {
    baseUrl: target.baseUrl,
    version: target.version,
    send: (request) => send(call, request),
    list: (request) => list(client, request),
    withToken: (token) => createGraphClient({ ...options, token }, ports),
    usage: () => rateLimitTracker.last(),
  };
  return client;
}

/** Clients with other tokens share the ports, so that all of them report once. */
function once(report: GraphPorts['onOtherVersion']): GraphPorts['onOtherVersion'] {
  let reported = false;
  return (answered, requested) => {
    if (!reported) report?.(answered, requested);
    reported = true;
  };
}

interface Call {
  readonly options: GraphOptions;
  readonly ports: GraphPorts;
  readonly target: GraphTarget;
  readonly rateLimitTracker: RateLimitTracker;
}

async function send(call: Call, request: GraphRequest): Promise<Json> {
  const { options, ports, target } = call;
  const httpRequest = toHttpRequest(request, target);
  const secrets = listSecrets(request, target);
  const endsAtMs = ports.now() + (request.budgetMs ?? options.budgetMs ?? 30_000);
  const attempt = async (): Promise<Json> => {
    await keepRate(call, request, endsAtMs);
    return exchange(ports.fetch, {
      httpRequest,
      secrets,
      timeout: ports.abortAfter(Math.max(1, Math.min(options.timeoutMs ?? 10_000, endsAtMs - ports.now()))),
      signal: request.signal,
      nowMs: ports.now,
      onUsage: (usage) => {
        call.rateLimitTracker.note(usage, ports.now());
      },
      onVersion: (answered) => {
        if (answered !== target.version && VERSION.test(answered)) ports.onOtherVersion?.(answered, target.version);
      },
    });
  };
  return retry(attempt, {
    waitMs: (error, attempts) => waitMsAfter(error, { call, request, attempts, endsAtMs }),
    pause: async (ms) => pause(ports, ms, request.signal),
  });
}

/**
 * Slows down near a rate limit. At the limit, it waits if the wait ends within the time limit of the call; otherwise it
 * throws.
 */
async function keepRate({ ports, rateLimitTracker }: Call, request: GraphRequest, endsAtMs: number): Promise<void> {
  const { ms, stop } = rateLimitTracker.wait(ports.now());
  if (ms === 0) return;
  if (ms < endsAtMs - ports.now()) {
    await pause(ports, ms, request.signal);
  } else if (stop) {
    throw new GraphError({
      code: 'USAGE_HIGH',
      hint: 'A rate limit of Meta is nearly exceeded, so the request was not sent. Try again later.',
      outcome: 'not-done',
      retry: 'when-allowed',
      retryAfterMs: ms,
    });
  }
}

interface Failed {
  readonly call: Call;
  readonly request: GraphRequest;
  readonly attempts: number;
  readonly endsAtMs: number;
}

/** Returns the wait before the next attempt. The usage headers may require a longer wait than the error itself. */
function waitMsAfter(error: unknown, { call, request, attempts, endsAtMs }: Failed): number | undefined {
  if (!(error instanceof GraphError)) return undefined;
  const nowMs = call.ports.now();
  const remainingMs = endsAtMs - nowMs;
  const retryMs = waitBeforeRetryMs({
    error,
    attempts,
    maxAttempts: call.options.maxAttempts ?? 4,
    repeatable: request.method !== 'POST' || request.idempotent === true,
    remainingMs,
    random: call.ports.random,
  });
  const { ms, stop } = call.rateLimitTracker.wait(nowMs);
  const waitMs = Math.max(retryMs ?? Infinity, stop ? ms : 0);
  return waitMs < remainingMs ? waitMs : undefined;
}

async function pause(ports: GraphPorts, ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await ports.pause(ms, signal);
  } catch (error) {
    if (!signal?.aborted) throw error;
    throw new GraphError({
      code: 'ABORTED',
      hint: 'The caller aborted the call while it waited for a retry. Call again.',
      outcome: 'unknown',
      retry: 'never',
    });
  }
}

async function* list(client: GraphClient, request: GraphRequest): AsyncGenerator<Json, void, undefined> {
  const seen = new Set<string>();
  let after: string | undefined;
  do {
    const page = await client.send({ ...request, parameters: { ...request.parameters, after } });
    const data = member(page, 'data');
    if (!isArray(data))
      throw answerUnreadable('The response is not a list. Check the path and the version of the Graph API.');
    yield* data;
    after = getCursor(page);
    if (after !== undefined && (seen.has(after) || seen.size >= MAX_PAGES))
      throw answerUnreadable('The list repeats a page or has too many pages. Request a shorter list.');
    seen.add(after ?? '');
  } while (after !== undefined);
}

/**
 * Returns the cursor of the next page. The last page may have cursors but has no `next`; an empty page may have one.
 */
function getCursor(page: Json): string | undefined {
  const next = textAt(page, 'paging', 'next');
  if (next === undefined) return undefined;
  const after =
    textAt(page, 'paging', 'cursors', 'after') ??
    (URL.canParse(next) ? new URL(next).searchParams.get('after') : undefined);
  if (!after) throw answerUnreadable('The list has a next page but no cursor. Check the version of the Graph API.');
  return after;
}

function getTarget({ token, appSecret, baseUrl, version }: GraphOptions): GraphTarget {
  if (!TOKEN.test(token)) {
    throw new GraphError({
      code: 'TOKEN_INVALID',
      hint: 'The token is empty or contains white space. Store it again.',
      outcome: 'not-done',
      retry: 'never',
    });
  }
  if (!VERSION.test(version ?? GRAPH_VERSION))
    throw requestMalformed('The version is not valid. Use a version such as v27.0.');
  return { baseUrl: getOrigin(baseUrl ?? GRAPH_HOSTS.facebook), version: version ?? GRAPH_VERSION, token, appSecret };
}

function getOrigin(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !isPrivateUrl(url) || ![url.origin, `${url.origin}/`].includes(baseUrl.toLowerCase())) {
    throw requestMalformed('The base URL is not valid. Use https:// and a host, without a path.');
  }
  return url.origin;
}
