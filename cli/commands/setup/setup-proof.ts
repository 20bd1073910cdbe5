import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import { playChallenge, type ChallengeResult } from '../../meta/challenge.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { playRoundTrip, type RoundTripResult } from '../../aws/end-to-end-check.ts';

/** What is to be proved of a callback URL. */
export interface Proving {
  /** The app's key. */
  readonly app: string;
  readonly url: string;
  readonly value: AppSecretValue;
  /** Whether it was stored just now, so that ingress may not know it yet. */
  readonly isNew: boolean;
  readonly withRoundTrip: boolean;
}

/** Something that could not even be asked. */
export interface Unasked {
  readonly ok: false;
  readonly code: string;
  readonly hint: string;
  readonly message: string;
}

/** What came out. */
export interface Proof {
  readonly challenge: ChallengeResult | Unasked;
  /** Absent where no probe was sent. */
  readonly roundTrip?: RoundTripResult | Unasked;
}

/** For everything together: ingress looks at a secret again every 30 s at most, a new rule may take as long to work. */
const PATIENCE_MS = 90_000;
const CHALLENGE_MS = 15_000;
const AGAIN_MS = 10_000;
/** Refusals that end by themselves once ingress has read what was just stored. */
const OF_AN_OLD_SECRET: ReadonlySet<string> = new Set(['SECRET_MALFORMED', 'SECRET_UNAVAILABLE', 'TOKEN_MISMATCH']);

/** Asks the challenge and sends the probe. What goes wrong is told, not thrown: the secret is stored by now. */
export async function prove(context: Context, proving: Proving): Promise<Proof> {
  const challenge = await proveChallenge(context, proving).catch(unasked);
  if (!proving.withRoundTrip) return { challenge };
  return { challenge, roundTrip: await proveRoundTrip(context, proving).catch(unasked) };
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
    output.progress(() => 'challenge: ingress may still know the secret of before, trying again');
    await ports.pause(AGAIN_MS, ports.signal);
  }
}

async function proveRoundTrip(context: Context, { app, url, value }: Proving): Promise<RoundTripResult> {
  const { ports, output } = context;
  const onWait = (what: string): void => {
    output.progress(() => `round trip: ${what}`);
  };
  return playRoundTrip(context, {
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
