import type { CliPorts } from '../ports.ts';
import { reasonIn } from '../../local/meta/reason.ts';
import { explainFetchError } from './signed-post.ts';

/** The response of a callback URL to Meta's challenge. */
export interface ChallengeResult {
  readonly ok: boolean;
  /** The HTTP status. */
  readonly status: number;
  readonly ms: number;
  /** The error code of the receiver's response, `REDIRECTED`, `NOT_ECHOED` or `NOT_THE_RECEIVER`; none on success. */
  readonly code?: string;
  readonly hint?: string;
}

const HINTS = {
  REDIRECTED: 'Enter the final URL: the callback URL must not redirect.',
  NOT_ECHOED: 'Check the proxies and caches in front of ingress: one of them changes the response.',
  NOT_THE_RECEIVER: 'Compare the callback URL with the output of the stack: the response is not from the receiver.',
} as const;

/**
 * Sends a callback URL the verification request that Meta sends when you save it in the App Dashboard, and checks the
 * response as strictly as Meta does.
 * @param verifyToken - appears only in the query, as Meta sends it
 * @throws {@link CliError} UNREACHABLE_URL | CERTIFICATE_REFUSED
 * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export async function playChallenge(
  { fetch, random, now }: Pick<CliPorts, 'fetch' | 'random' | 'now'>,
  asked: { readonly url: string; readonly verifyToken: string },
  signal: AbortSignal,
): Promise<ChallengeResult> {
  const challenge = String(Math.floor(random() * 9e9) + 1e9);
  const url = new URL(asked.url);
  const query = { 'hub.mode': 'subscribe', 'hub.challenge': challenge, 'hub.verify_token': asked.verifyToken };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const startedMs = now();
  const { status, text } = await ask(fetch, url, signal);
  const reported = { status, ms: now() - startedMs };
  if (status === 200 && text === challenge) return { ok: true, ...reported };
  return { ok: false, ...reported, ...findProblem(status, text) };
}

async function ask(
  fetch: CliPorts['fetch'],
  url: URL,
  signal: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const answer = await fetch(url, { redirect: 'manual', signal });
    return { status: answer.status, text: await answer.text() };
  } catch (error) {
    throw explainFetchError(error, url.origin);
  }
}

function findProblem(status: number, text: string): { readonly code: string; readonly hint: string } {
  if (status >= 300 && status < 400) return { code: 'REDIRECTED', hint: HINTS.REDIRECTED };
  if (status === 200) return { code: 'NOT_ECHOED', hint: HINTS.NOT_ECHOED };
  const { code, hint = '' } = reasonIn(text);
  return code === undefined ? { code: 'NOT_THE_RECEIVER', hint: HINTS.NOT_THE_RECEIVER } : { code, hint };
}
