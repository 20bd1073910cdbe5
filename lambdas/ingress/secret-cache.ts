import { SecretError, type AppSecretVersions } from '../../src/pipeline/accept/app-secret.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { Metrics } from '../aws/metrics.ts';
import { withDeadline } from './with-deadline.ts';

/** For how long a secret is used without looking whether it changed. */
const FRESH_MS = 5 * 60_000;
/**
 * How often at most a mismatch may force a look; else untrusted callers with bad signatures could make us read all day.
 */
const FORCED_EVERY_MS = 30_000;
/** For how long a failure is kept where nothing else is: callers must not drive reads while a secret is broken. */
const UNREACHABLE_MS = 5_000;
const MALFORMED_MS = 30_000;
/** A secret read this short a time ago, in the same request, need not be read again. */
const JUST_READ_MS = 1_000;
/** A read has a time limit of its own: several requests wait for it, and none of them may end it for the others. */
const READ_LIMIT_MS = 3_000;

export interface SecretCacheDeps {
  /** Reads the versions that count; nothing half-read comes back. */
  readonly read: (app: string, signal: AbortSignal) => Promise<AppSecretVersions>;
  readonly now: () => number;
  /** A signal that aborts by itself after `ms`. */
  readonly abortAfter: (ms: number) => AbortSignal;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Keeps each app's secret for minutes, and failures for seconds. The only state of ingress besides its warnings. */
export interface SecretCache {
  /** @throws {@link SecretError} SECRET_UNAVAILABLE | SECRET_MALFORMED */
  get(app: string): Promise<AppSecretVersions>;
  /** Looks again, because something did not match; at most once per 30 s and app. */
  refresh(app: string): Promise<AppSecretVersions>;
}

interface Kept {
  /** What is in use; absent while there is nothing to use. */
  readonly versions?: AppSecretVersions;
  /** Why there is nothing to use. */
  readonly failure?: SecretError;
  readonly readAtMs: number;
  readonly untilMs: number;
}

/** A read that never ended would keep every request of the app waiting for as long as the environment lives. */
async function readWithin(
  limitMs: number,
  app: string,
  { read, abortAfter }: Pick<SecretCacheDeps, 'read' | 'abortAfter'>,
) {
  const limit = abortAfter(limitMs);
  return withDeadline(limit, read(app, limit), readTimedOut);
}

/** Makes the cache. */
export function createSecretCache({ read, now, abortAfter, log, metrics }: SecretCacheDeps): SecretCache {
  const kept = new Map<string, Kept>();
  const forcedAtMs = new Map<string, number>();
  const underWay = new Map<string, Promise<Kept>>();

  const readNow = async (app: string): Promise<Kept> => {
    const before = kept.get(app);
    try {
      const versions = await readWithin(READ_LIMIT_MS, app, { read, abortAfter });
      reportMalformed(app, versions, { log, metrics });
      return { versions, readAtMs: now(), untilMs: now() + FRESH_MS };
    } catch (error) {
      const failure = error instanceof SecretError ? error : unavailable(error);
      const keptInUse = before?.versions !== undefined && failure.code !== 'SECRET_MALFORMED';
      log.warn('secret not read', { app, code: failure.code, keptInUse, ...nameOfError(error) });
      forcedAtMs.set(app, now()); // the store has just been asked: a mismatch need not ask again
      return afterFailure(failure, before, now());
    }
  };

  /** One read at a time for an app, whoever asks. */
  const load = async (app: string): Promise<Kept> => {
    const reading = underWay.get(app) ?? readNow(app).finally(() => underWay.delete(app));
    underWay.set(app, reading);
    const entry = await reading;
    kept.set(app, entry);
    return entry;
  };

  return {
    get: async (app) => {
      const entry = kept.get(app);
      return versionsOf(entry && now() < entry.untilMs ? entry : await load(app));
    },
    refresh: async (app) => {
      const entry = kept.get(app);
      // A read under way may bring what is missing: to reject before it ends would reject what the new secret signed.
      if (!underWay.has(app)) {
        if (entry && isRecent(entry, now(), forcedAtMs.get(app) ?? -Infinity)) return versionsOf(entry);
        forcedAtMs.set(app, now());
      }
      return versionsOf(await load(app));
    },
  };
}

/**
 * Whether another look is not allowed yet: a failure has its own time, and a secret is looked for every 30 s at most.
 */
function isRecent({ versions, readAtMs, untilMs }: Kept, nowMs: number, forcedAtMs: number): boolean {
  if (versions === undefined) return nowMs < untilMs;
  return nowMs < Math.max(forcedAtMs + FORCED_EVERY_MS, readAtMs + JUST_READ_MS);
}

/**
 * A store that cannot be reached leaves what is kept in use; what was read and makes no sense does not: fail closed.
 */
function afterFailure(failure: SecretError, before: Kept | undefined, nowMs: number): Kept {
  if (failure.code === 'SECRET_MALFORMED') return { failure, readAtMs: nowMs, untilMs: nowMs + MALFORMED_MS };
  if (before?.versions === undefined) return { failure, readAtMs: nowMs, untilMs: nowMs + UNREACHABLE_MS };
  return { versions: before.versions, readAtMs: before.readAtMs, untilMs: nowMs + FORCED_EVERY_MS };
}

function versionsOf({ versions, failure }: Kept): AppSecretVersions {
  if (versions) return versions;
  throw failure ?? unavailable(undefined);
}

/** A malformed member is no secret, and somebody has to be told at once, though all others go on. */
function reportMalformed(
  app: string,
  { malformed = [] }: AppSecretVersions,
  { log, metrics }: Pick<SecretCacheDeps, 'log' | 'metrics'>,
): void {
  if (malformed.length === 0) return;
  metrics.write('secret', { app }, { MalformedSecretMembers: malformed.length });
  log.error('members of the secret are not used', { app, code: 'SECRET_MALFORMED', members: malformed.join(', ') });
}

function readTimedOut(): Error {
  return new DOMException('secret not read in time', 'TimeoutError');
}

function unavailable(cause: unknown): SecretError {
  return new SecretError(
    'SECRET_UNAVAILABLE',
    "Secrets Manager did not give the app's secret. Check its state and the policy of ingress's role.",
    { cause },
  );
}
