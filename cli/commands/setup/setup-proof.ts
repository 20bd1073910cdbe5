import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import { playChallenge, type ChallengeResult } from '../../meta/challenge.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { playEndToEnd, type EndToEndResult } from '../../aws/end-to-end-check.ts';

/** What to check: the callback URL of an app, with the app secret and the verify token. */
export interface Proving {
  /** Key of the app in the configuration. */
  readonly app: string;
  readonly url: string;
  readonly value: AppSecretValue;
  /** Whether the secret was just stored, so that ingress may not have read it yet. */
  readonly isNew: boolean;
  readonly withEndToEndCheck: boolean;
}

/** The result of a check that threw an error before it had a result. */
export interface Unasked {
  readonly ok: false;
  readonly code: string;
  readonly hint: string;
  readonly message: string;
}

/** The results of the checks. */
export interface Proof {
  readonly challenge: ChallengeResult | Unasked;
  /** Missing if the end-to-end check was skipped. */
  readonly roundTrip?: EndToEndResult | Unasked;
}

/**
 * Time limit of each check. Ingress can take 30 s to read a new secret, and a new rule can take 30 s to take effect.
 * The rest is a margin. The last attempt of the challenge may exceed it by {@link ATTEMPT_TIMEOUT_MS}.
 */
const CHECK_TIMEOUT_MS = 90_000;
/** Time limit of one attempt of the challenge. */
const ATTEMPT_TIMEOUT_MS = 15_000;
/** Pause between two attempts of the challenge. */
const RETRY_PAUSE_MS = 10_000;
/** Error codes that end when ingress has read the new secret. */
const STALE_SECRET_CODES: ReadonlySet<string> = new Set(['SECRET_MALFORMED', 'SECRET_UNAVAILABLE', 'TOKEN_MISMATCH']);

/**
 * Runs the challenge and, even if it fails, the end-to-end check. Returns errors instead of throwing them: the secret
 * is already stored, so a failed check must not look like a failed setup.
 */
export async function prove(context: Context, proving: Proving): Promise<Proof> {
  const challenge = await proveChallenge(context, proving).catch(unasked);
  if (!proving.withEndToEndCheck) return { challenge };
  return { challenge, roundTrip: await proveEndToEnd(context, proving).catch(unasked) };
}

async function proveChallenge(
  context: Context,
  { url, value: { verifyToken }, isNew }: Proving,
): Promise<ChallengeResult> {
  const { ports, output } = context;
  const endsMs = ports.now() + CHECK_TIMEOUT_MS;
  for (;;) {
    const result = await playChallenge(
      ports,
      { url, verifyToken },
      AbortSignal.any([AbortSignal.timeout(ATTEMPT_TIMEOUT_MS), ports.signal]),
    );
    if (result.ok || !isNew || !STALE_SECRET_CODES.has(result.code ?? '') || ports.now() + RETRY_PAUSE_MS > endsMs)
      return result;
    output.progress(() => 'challenge: ingress may not have read the new secret yet; retrying');
    await ports.pause(RETRY_PAUSE_MS, ports.signal);
  }
}

async function proveEndToEnd(context: Context, { app, url, value }: Proving): Promise<EndToEndResult> {
  const { ports, output } = context;
  const onWait = (what: string): void => {
    output.progress(() => `end-to-end check: ${what}`);
  };
  return playEndToEnd(context, {
    app,
    url,
    secret: value.appSecret,
    timeoutMs: CHECK_TIMEOUT_MS,
    signal: ports.signal,
    onWait,
  });
}

function unasked(error: unknown): Unasked {
  const { code, message, hint } = explainError(error);
  return { ok: false, code, message, hint };
}
