import { isArray, member, textAt, type Json } from '../../json/json.ts';
import { exchange, type Fetch } from './send.ts';
import { createRateLimitTracker, type RateLimitTracker, type UsageLimits } from './rate-limit-tracker.ts';
import { answerUnreadable, GraphError, requestMalformed } from './graph-error.ts';
import { waitBeforeRetryMs } from './retry.ts';
import type { Usage } from './usage.ts';
import { GRAPH_HOSTS, GRAPH_VERSION } from './version.ts';
import { listSecrets, toHttpRequest, type GraphRequest, type GraphTarget } from './http-request.ts';
import { isPrivateUrl } from '../../text/loopback.ts';

/** The world, as far as the client needs it. */
export interface GraphPorts {
  /** The global one fits. */
  readonly fetch: Fetch;
  /** Epoch ms. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
  /** Resolves after so long, or rejects as soon as the signal aborts. */
  readonly pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** A signal that aborts after so long. */
  readonly abortAfter: (ms: number) => AbortSignal;
}

/** Access token, host, timeouts and retries of a client. */
export interface GraphOptions extends UsageLimits {
  /** Of a user, a Page, a system user, an Instagram account, or an app (`app id|app secret`). */
  readonly token: string;
  /** Of the app that made the token; with it every call carries its proof. */
  readonly appSecret?: string | undefined;
  /** @default GRAPH_HOSTS.facebook */
  readonly baseUrl?: string | undefined;
  /** @default GRAPH_VERSION */
  readonly version?: string | undefined;
  /** For one attempt. @default 10,000 */
  readonly timeoutMs?: number | undefined;
  /** For a call with all its attempts and waits. @default 30,000 */
  readonly budgetMs?: number | undefined;
  /** @default 4 */
  readonly maxAttempts?: number | undefined;
}

/** Calls the Graph API as one token. */
export interface GraphClient {
  readonly baseUrl: string;
  readonly version: string;
  /**
   * Sends a request and gives its answer, ids kept exactly (those beyond 2^53 as text).
   * A POST that is not `idempotent` is repeated only after a failure that clearly came before anything was done.
   * @throws {@link GraphError}
   */
  send(request: GraphRequest): Promise<Json>;
  /**
   * Gives the elements of an edge, page after page. `paging.next` is not followed, for it holds the token: the next
   * page is asked for by its cursor.
   * @throws {@link GraphError}
   */
  list(request: GraphRequest): AsyncGenerator<Json, void, undefined>;
  /** Returns a client with the same app, host, timeouts and retries, but another token, for example a Page's. */
  withToken(token: string): GraphClient;
  /** What the last answer that said so said of the limits. */
  usage(): Usage | undefined;
}

const TOKEN = /^[\x21-\x7e]+$/;
const VERSION = /^v\d{1,3}\.\d{1,2}$/;
/** Thousand pages of 25 are more accounts than a command should touch unasked. Chosen here, 2026-11. */
const MAX_PAGES = 1_000;

/**
 * Makes a client.
 * @throws {@link GraphError} REQUEST_MALFORMED | TOKEN_INVALID
 */
export function createGraphClient(options: GraphOptions, ports: GraphPorts): GraphClient {
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
  for (let attempts = 1; ; attempts += 1) {
    await keepRate(call, request, endsAtMs);
    try {
      return await exchange(ports.fetch, {
        httpRequest,
        secrets,
        timeout: ports.abortAfter(Math.max(1, Math.min(options.timeoutMs ?? 10_000, endsAtMs - ports.now()))),
        signal: request.signal,
        nowMs: ports.now,
        onUsage: (usage) => {
          call.rateLimitTracker.note(usage, ports.now());
        },
      });
    } catch (error) {
      const waitMs = waitMsAfter(error, { call, request, attempts, endsAtMs });
      if (waitMs === undefined) throw error;
      await pause(ports, waitMs, request.signal);
    }
  }
}

/** Slows down near a limit; behind it waits if Meta's time still fits into ours, else does not call at all. */
async function keepRate({ ports, rateLimitTracker }: Call, request: GraphRequest, endsAtMs: number): Promise<void> {
  const { ms, stop } = rateLimitTracker.wait(ports.now());
  if (ms === 0) return;
  if (ms < endsAtMs - ports.now()) {
    await pause(ports, ms, request.signal);
  } else if (stop) {
    throw new GraphError({
      code: 'USAGE_HIGH',
      hint: "a limit of Meta's is nearly or wholly used up, so it was not called: try again later",
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

/** The usage that came with a refusal may ask for longer than the refusal itself. */
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
      hint: 'the call was ended from here while it waited',
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
    if (!isArray(data)) throw answerUnreadable('the answer was not a list');
    yield* data;
    after = getCursor(page);
    if (after !== undefined && (seen.has(after) || seen.size >= MAX_PAGES))
      throw answerUnreadable('the list does not end');
    seen.add(after ?? '');
  } while (after !== undefined);
}

/** The last page has no `next`, though it may have cursors; a page may be empty and yet have one. */
function getCursor(page: Json): string | undefined {
  const next = textAt(page, 'paging', 'next');
  if (next === undefined) return undefined;
  const after =
    textAt(page, 'paging', 'cursors', 'after') ??
    (URL.canParse(next) ? new URL(next).searchParams.get('after') : undefined);
  if (!after) throw answerUnreadable('the list goes on, but without a cursor');
  return after;
}

function getTarget({ token, appSecret, baseUrl, version }: GraphOptions): GraphTarget {
  if (!TOKEN.test(token)) {
    throw new GraphError({
      code: 'TOKEN_INVALID',
      hint: 'the token is empty or holds white space: store it again',
      outcome: 'not-done',
      retry: 'never',
    });
  }
  if (!VERSION.test(version ?? GRAPH_VERSION)) throw requestMalformed('the version is written like v26.0');
  return { baseUrl: getOrigin(baseUrl ?? GRAPH_HOSTS.facebook), version: version ?? GRAPH_VERSION, token, appSecret };
}

function getOrigin(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (!url || !isPrivateUrl(url) || ![url.origin, `${url.origin}/`].includes(baseUrl.toLowerCase())) {
    throw requestMalformed('the base URL is https:// and a host, nothing more');
  }
  return url.origin;
}
