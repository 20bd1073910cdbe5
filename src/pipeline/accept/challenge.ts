import { equalInConstantTime } from './constant-time.ts';
import { ReceiverError } from '../../errors/receiver-error.ts';

/** Meta sends a short number or string; more is somebody else's text, which we would reflect. Chosen here, 2026-11. */
const MAX_CHALLENGE_CHARACTERS = 512;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** A verification request that lacks something, or whose challenge we will not reflect. */
export class ChallengeError extends ReceiverError {
  readonly status = 400;
}

/** A verification request that does not know our verify token. */
export class TokenError extends ReceiverError {
  readonly status = 403;
}

/** What a verification request says, checked for shape only. */
export interface Challenge {
  readonly mode: string;
  readonly challenge: string;
  readonly verifyToken: string;
}

/**
 * Reads Meta's verification request. Parameter order differs between Meta's documents, so it is not looked at.
 * @param query - the query string as it came, percent-encoded, without `?`
 * @throws {@link ChallengeError} CHALLENGE_MALFORMED
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export function readChallenge(query: string): Challenge {
  const parameters = new URLSearchParams(query);
  const [mode, challenge, verifyToken] = ['hub.mode', 'hub.challenge', 'hub.verify_token'].map((name) => {
    const values = parameters.getAll(name);
    return values.length === 1 ? values[0] : undefined;
  });
  if (!mode || !challenge || !verifyToken) {
    throw new ChallengeError('CHALLENGE_MALFORMED', 'send hub.mode, hub.challenge and hub.verify_token, once each');
  }
  if (challenge.length > MAX_CHALLENGE_CHARACTERS || !PRINTABLE_ASCII.test(challenge)) {
    throw new ChallengeError(
      'CHALLENGE_MALFORMED',
      `hub.challenge: at most ${MAX_CHALLENGE_CHARACTERS} printable ASCII characters`,
    );
  }
  return { mode, challenge, verifyToken };
}

/**
 * Gives the exact text to answer with, if the caller knows our verify token.
 * @param expectedToken - the verify token of the app; an empty one matches nothing
 * @throws {@link TokenError} TOKEN_MISMATCH
 */
export function answerChallenge(asked: Challenge, expectedToken: string): string {
  const tokenMatches = equalInConstantTime(asked.verifyToken, expectedToken) && expectedToken !== '';
  if (!tokenMatches || asked.mode !== 'subscribe') {
    throw new TokenError(
      'TOKEN_MISMATCH',
      "compare the verify token in the App Dashboard with verifyToken in the app's secret",
    );
  }
  return asked.challenge;
}
