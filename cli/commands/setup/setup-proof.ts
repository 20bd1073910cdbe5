import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import { playChallenge, type ChallengeResult } from '../../meta/challenge.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { playEndToEnd, type EndToEndResult } from '../../aws/end-to-end-check.ts';

/** The callback URL to check, and its secret. */
export interface Proving {
  /** The app's key. */
  readonly app: string;
  readonly url: string;
  readonly value: AppSecretValue;
  /** Whether the secret was just stored, so that ingress may not have read it yet. */
  readonly isNew: boolean;
  readonly withEndToEndCheck: boolean;
}

/** A check that could not run. */
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

/** Total time limit. Ingress can take 30 s to read a new secret, and a new rule as long to take effect. */
const PATIENCE_MS = 90_000;
const CHALLENGE_MS = 15_000;
const AGAIN_MS = 10_000;
/** Errors that pass when ingress reads the new secret. */
const OF_AN_OLD_SECRET: ReadonlySet<string> = new Set(['SECRET_MALFORMED', 'SECRET_UNAVAILABLE', 'TOKEN_MISMATCH']);

/** Runs the challenge and the end-to-end check. Returns errors instead of throwing, because the secret is stored. */
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
  const endsMs = ports.now() + PATIENCE_MS;
  for (;;) {
    const result = await playChallenge(
      ports,
      { url, verifyToken },
      AbortSignal.any([AbortSignal.timeout(CHALLENGE_MS), ports.signal]),
    );
    if (result.ok || !isNew || !OF_AN_OLD_SECRET.has(result.code ?? '') || ports.now() + AGAIN_MS > endsMs)
      return result;
    output.progress(() => 'challenge: ingress may still use the previous secret, retrying');
    await ports.pause(AGAIN_MS, ports.signal);
  }
}

async function proveEndToEnd(context: Context, { app, url, value }: Proving): Promise<EndToEndResult> {
  const { ports, output } = context;
  const onWait = (what: string): void => {
    output.progress(() => `round trip: ${what}`);
  };
  return playEndToEnd(context, {
    app,
    url,
    secret: value.appSecret,
    timeoutMs: PATIENCE_MS,
    signal: ports.signal,
    onWait,
  });
}

function unasked(error: unknown): Unasked {
  const { code, message, hint } = explainError(error);
  return { ok: false, code, message, hint };
}
