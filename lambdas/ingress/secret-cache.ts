import { SecretError, type AppSecretVersions } from '../../src/pipeline/accept/app-secret.ts';
import { nameOfError } from '../aws/log.ts';
import { metricData, type MetricLog } from '../aws/metrics.ts';
import type { Deadline } from '../aws/abort-after.ts';
import { withDeadline } from './with-deadline.ts';

/** Time for which a cached secret is used without a new read. */
const FRESH_MS = 5 * 60_000;
/**
 * Minimum time between two reads that mismatches force. Without it, untrusted callers with bad signatures could cause
 * constant reads.
 */
const FORCED_EVERY_MS = 30_000;
/** Time for which a failure is cached if no secret is usable: callers must not cause reads meanwhile. */
const UNREACHABLE_MS = 5_000;
const MALFORMED_MS = 30_000;
/** A secret that was read this recently, usually by the same request, is not read again. */
const JUST_READ_MS = 1_000;
/** Time limit of a read. Several requests wait for it, so no request may cancel it for the others. */
const READ_LIMIT_MS = 3_000;

/** Dependencies of {@link createSecretCache}. */
export interface SecretCacheDeps {
  /** Reads all accepted versions, or throws. */
  readonly read: (app: string, signal: AbortSignal) => Promise<AppSecretVersions>;
  readonly now: () => number;
  /** Starts a deadline of `ms`. */
  readonly startDeadline: (ms: number) => Deadline;
  readonly log: MetricLog;
}

/** Caches the secret of each app for minutes, and failures for seconds. */
export interface SecretCache {
  /**
   * Returns the cached secret versions of an app, or reads them.
   * @throws {@link SecretError} SECRET_UNAVAILABLE | SECRET_MALFORMED
   */
  get(app: string): Promise<AppSecretVersions>;
  /** Reads the secret again after a mismatch, at most once per 30 s and app. */
  refresh(app: string): Promise<AppSecretVersions>;
  /**
   * Reads the secret before the first request. Never throws. A failure leaves no trace: the first request reads again.
   * @param limitMs - time limit of the read, in ms
   */
  preload(app: string, limitMs: number): Promise<void>;
}

interface Kept {
  /** Versions in use. Absent if there is no usable secret. */
  readonly versions?: AppSecretVersions;
  /** Reason why there is no usable secret. */
  readonly failure?: SecretError;
  readonly readAtMs: number;
  readonly untilMs: number;
}

/** Reads with a time limit: a read that never completes would block the app for the lifetime of the environment. */
async function readFresh(limitMs: number, app: string, { read, startDeadline, now, log }: SecretCacheDeps) {
  const limit = startDeadline(limitMs);
  const versions = await withDeadline(limit, read(app, limit.signal), readTimedOut);
  reportMalformed(app, versions, log);
  return { versions, readAtMs: now(), untilMs: now() + FRESH_MS };
}

/** Creates the cache. */
export function createSecretCache(deps: SecretCacheDeps): SecretCache {
  const { now, log } = deps;
  const kept = new Map<string, Kept>();
  const forcedAtMs = new Map<string, number>();
  const underWay = new Map<string, Promise<Kept>>();

  const readNow = async (app: string): Promise<Kept> => {
    const before = kept.get(app);
    try {
      return await readFresh(READ_LIMIT_MS, app, deps);
    } catch (error) {
      const failure = reportFailure(error, { app, isKept: before?.versions !== undefined }, log);
      forcedAtMs.set(app, now()); // a mismatch must not cause another read now
      return afterFailure(failure, before, now());
    }
  };

  /** Runs one read at a time per app. */
  const load = async (app: string): Promise<Kept> => {
    const reading = underWay.get(app) ?? readNow(app).finally(() => underWay.delete(app));
    underWay.set(app, reading);
    kept.set(app, await reading);
    return reading;
  };

  return {
    get: async (app) => {
      const entry = kept.get(app);
      return readVersions(entry && now() < entry.untilMs ? entry : await load(app));
    },
    refresh: async (app) => {
      const entry = kept.get(app);
      // A read in progress may return the new secret: rejecting earlier would reject requests that it signed.
      if (!underWay.has(app)) {
        if (entry && isRecent(entry, now(), forcedAtMs.get(app) ?? -Infinity)) return readVersions(entry);
        forcedAtMs.set(app, now());
      }
      return readVersions(await load(app));
    },
    preload: async (app, limitMs) => {
      // The first request logs and counts the failure.
      const entry = await readFresh(limitMs, app, deps).catch(() => undefined);
      // A request may have read the secret meanwhile, and later.
      if (entry && !kept.has(app)) kept.set(app, entry);
    },
  };
}

/**
 * Returns whether it is too early for another read: a failure has its own time, and mismatches force a read every 30 s
 * at most.
 */
function isRecent({ versions, readAtMs, untilMs }: Kept, nowMs: number, forcedAtMs: number): boolean {
  if (versions === undefined) return nowMs < untilMs;
  return nowMs < Math.max(forcedAtMs + FORCED_EVERY_MS, readAtMs + JUST_READ_MS);
}

/**
 * If Secrets Manager is unreachable, the cached secret stays in use. If the secret is malformed, it does not: fail
 * closed.
 */
function afterFailure(failure: SecretError, before: Kept | undefined, nowMs: number): Kept {
  if (failure.code === 'SECRET_MALFORMED') return { failure, readAtMs: nowMs, untilMs: nowMs + MALFORMED_MS };
  if (before?.versions === undefined) return { failure, readAtMs: nowMs, untilMs: nowMs + UNREACHABLE_MS };
  return { versions: before.versions, readAtMs: before.readAtMs, untilMs: nowMs + FORCED_EVERY_MS };
}

function readVersions({ versions, failure }: Kept): AppSecretVersions {
  if (versions) return versions;
  throw failure ?? unavailable(undefined);
}

/** Logs the failure of a read. A malformed secret is not in use anymore. */
function reportFailure(
  error: unknown,
  { app, isKept }: { readonly app: string; readonly isKept: boolean },
  log: MetricLog,
): SecretError {
  const failure = error instanceof SecretError ? error : unavailable(error);
  const keptInUse = isKept && failure.code !== 'SECRET_MALFORMED';
  log.warn('secret not read', { app, code: failure.code, keptInUse, ...nameOfError(error) });
  return failure;
}

/** Logs and counts malformed members, so that an alarm goes off, although the other members stay in use. */
function reportMalformed(app: string, { malformed = [] }: AppSecretVersions, log: MetricLog): void {
  if (malformed.length === 0) return;
  log.error(
    'ignored malformed members of the secret',
    { app, code: 'SECRET_MALFORMED', members: malformed.join(', ') },
    metricData('secret', { app }, { MalformedSecretMembers: malformed.length }),
  );
}

function readTimedOut(): Error {
  return new DOMException('the read of the secret timed out', 'TimeoutError');
}

function unavailable(cause: unknown): SecretError {
  return new SecretError(
    'SECRET_UNAVAILABLE',
    'Secrets Manager did not return the app secret. Check that it exists and that the ingress role may read it.',
    { cause },
  );
}
