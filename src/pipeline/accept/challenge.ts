import { equalInConstantTime } from './constant-time.ts';
import { ReceiverError } from '../../errors/receiver-error.ts';

/** Meta sends a short number or string. Longer text is not from Meta and must not be echoed. Chosen here, 2026-11. */
const MAX_CHALLENGE_CHARACTERS = 512;
const PRINTABLE_ASCII = /^[\x20-\x7e]+$/;

/** The verification request is incomplete, or its challenge must not be echoed. */
export class ChallengeError extends ReceiverError {
  readonly status = 400;
}

/** The verification request has the wrong verify token. */
export class TokenError extends ReceiverError {
  readonly status = 403;
}

/** The parameters of a verification request, before the verify token is checked. */
export interface Challenge {
  readonly mode: string;
  readonly challenge: string;
  readonly verifyToken: string;
}

/**
 * Reads Meta's verification request. The parameters may have any order, as in Meta's documents.
 * @param query - raw query string, percent-encoded, without `?`
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
    throw new ChallengeError('CHALLENGE_MALFORMED', 'Send hub.mode, hub.challenge and hub.verify_token, once each.');
  }
  if (challenge.length > MAX_CHALLENGE_CHARACTERS || !PRINTABLE_ASCII.test(challenge)) {
    throw new ChallengeError(
      'CHALLENGE_MALFORMED',
      `Send a hub.challenge of at most ${MAX_CHALLENGE_CHARACTERS} printable ASCII characters.`,
    );
  }
  return { mode, challenge, verifyToken };
}

/**
 * Returns the challenge to echo, if the verify token matches.
 * @param expectedToken - verify token of the app; an empty token matches nothing
 * @throws {@link TokenError} TOKEN_MISMATCH
 */
export function answerChallenge(asked: Challenge, expectedToken: string): string {
  const tokenMatches = equalInConstantTime(asked.verifyToken, expectedToken) && expectedToken !== '';
  if (!tokenMatches || asked.mode !== 'subscribe') {
    throw new TokenError('TOKEN_MISMATCH', 'Compare the verify token in the App Dashboard with the stored one.');
  }
  return asked.challenge;
}
