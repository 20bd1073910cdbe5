import { SecretError, type AppSecretVersions } from '../../src/accept/app-secret.ts';
import { nameOfError, type Log } from '../shared/log.ts';

/** For how long a secret is used without looking whether it changed. */
const FRESH_MS = 5 * 60_000;
/** How often at most a mismatch may force a look; else strangers with bad signatures could make us read all day. */
const FORCED_EVERY_MS = 30_000;
/** A secret read this short a time ago, in the same request, need not be read again. */
const JUST_READ_MS = 1_000;

export interface SecretCacheDeps {
  /** Reads both versions; nothing half-read comes back. */
  readonly read: (app: string, signal: AbortSignal) => Promise<AppSecretVersions>;
  readonly now: () => number;
  readonly log: Log;
}

/** Keeps each app's secret. The only state of ingress, and it holds successes only. */
export interface SecretCache {
  /** @throws {@link SecretError} SECRET_UNAVAILABLE when it was never read and cannot be now */
  get(app: string, signal: AbortSignal): Promise<AppSecretVersions>;
  /** Looks again, because something did not match; at most once per 30 s and app. Never throws away what is kept. */
  refresh(app: string, signal: AbortSignal): Promise<AppSecretVersions>;
}

interface Kept {
  readonly versions: AppSecretVersions;
  readonly readAtMs: number;
  freshUntilMs: number;
}

export function createSecretCache({ read, now, log }: SecretCacheDeps): SecretCache {
  const kept = new Map<string, Kept>();
  const forcedAtMs = new Map<string, number>();

  const load = async (app: string, signal: AbortSignal): Promise<AppSecretVersions> => {
    const before = kept.get(app);
    try {
      const versions = await read(app, signal);
      kept.set(app, { versions, readAtMs: now(), freshUntilMs: now() + FRESH_MS });
      return versions;
    } catch (error) {
      const unavailable =
        error instanceof SecretError
          ? error
          : new SecretError('SECRET_UNAVAILABLE', "Secrets Manager did not give the app's secret: check its state and ingress's role", { cause: error });
      // What was read but makes no sense must not keep the secret before it alive: fail closed.
      if (!before || unavailable.code === 'SECRET_MALFORMED') throw unavailable;
      before.freshUntilMs = now() + FORCED_EVERY_MS;
      forcedAtMs.set(app, now());
      log.warn('secret not read again, the one kept stays in use', { app, code: unavailable.code, ...nameOfError(error) });
      return before.versions;
    }
  };

  return {
    get: async (app, signal) => {
      const secret = kept.get(app);
      return secret && now() < secret.freshUntilMs ? secret.versions : load(app, signal);
    },
    refresh: async (app, signal) => {
      const secret = kept.get(app);
      const tooSoon = now() < (forcedAtMs.get(app) ?? -Infinity) + FORCED_EVERY_MS;
      if (secret && (tooSoon || now() < secret.readAtMs + JUST_READ_MS)) return secret.versions;
      forcedAtMs.set(app, now());
      return load(app, signal);
    },
  };
}
