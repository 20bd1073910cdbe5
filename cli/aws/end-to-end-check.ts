import { CHECK_FIELD, CHECK_OBJECT, endToEndCheckBody } from '../../src/catalog/end-to-end-check.ts';
import { openSubscription, type TemporarySubscription } from './temporary-subscription.ts';
import type { Context } from '../context.ts';
import type { CliPorts } from '../ports.ts';
import { postSigned, type PostResponse } from '../meta/signed-post.ts';

/** The parameters of an end-to-end check of a deployed receiver. */
export interface EndToEndCheck {
  /** The app's key. */
  readonly app: string;
  readonly url: string;
  /** The app secret that signs the request. */
  readonly secret: string;
  /** Total time limit, ms. Ingress can take 30 s to read a new secret, and a new rule as long to take effect. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with a reason each time the check waits. */
  readonly onWait: (what: string) => void;
}

/** The result of an end-to-end check. */
export interface EndToEndResult {
  readonly ok: boolean;
  /** Time from the first POST to the event, or to the timeout if no event arrived. */
  readonly ms: number;
  readonly posts: number;
  /** The HTTP status of the last POST. */
  readonly status: number;
  /** The error code of the receiver's response, `EVENT_NOT_SEEN` or `NOT_THE_RECEIVER`; none on success. */
  readonly code?: string;
  readonly hint?: string;
}

/** Errors that pass when ingress reads the secret again, which it does at most every 30 s. */
const OF_AN_OLD_SECRET: ReadonlySet<string> = new Set(['SECRET_UNSET', 'SIGNATURE_MISMATCH']);
const AGAIN_MS = 10_000;
/** A new rule misses events until it takes effect. */
const LOST_MS = 15_000;

/**
 * Posts a signed request to the callback URL as Meta does, and waits for its event on the bus with a temporary rule.
 * Ends within about {@link EndToEndCheck.timeoutMs}, and removes the rule.
 * @throws {@link CliError} if AWS or the URL cannot be reached
 */
export async function playEndToEnd(context: Context, trip: EndToEndCheck): Promise<EndToEndResult> {
  const subscription = await openSubscription(context, {
    app: [trip.app],
    object: [CHECK_OBJECT],
    field: [CHECK_FIELD],
  });
  try {
    return await playOnSubscription(context, trip, subscription);
  } finally {
    await subscription.close();
  }
}

/**
 * Runs the check on a subscription that is already open and matches its event. Confirms every event that it receives.
 * It ends as soon as the rule has taken effect.
 * @throws {@link CliError} if AWS or the URL cannot be reached
 */
export async function playOnSubscription(
  context: Context,
  trip: EndToEndCheck,
  subscription: TemporarySubscription,
): Promise<EndToEndResult> {
  const { now, pause, pollSeconds } = context.ports;
  const startedMs = now();
  const endsMs = startedMs + trip.timeoutMs;
  const sent = new Set<string>();
  for (;;) {
    const answer = await postCheck(context, trip, sent);
    const isOut =
      answer.status === 200 &&
      (await comesOut(subscription, sent, { untilMs: Math.min(now() + LOST_MS, endsMs), now, pollSeconds, ...trip }));
    const reported = { ms: now() - startedMs, posts: sent.size, status: answer.status };
    if (isOut) return { ok: true, ...reported };
    if (now() + AGAIN_MS > endsMs || !mayComeRight(answer)) return { ok: false, ...reported, ...whyNot(answer) };
    if (answer.status === 200) continue; // the rule has not taken effect yet
    trip.onWait(
      `response ${answer.status} ${answer.code ?? ''}: ingress may still use the previous secret, retrying ` +
        `for ${Math.ceil((endsMs - now()) / 1000)} s`,
    );
    await pause(AGAIN_MS, trip.signal);
  }
}

async function postCheck(
  { ports }: Context,
  { url, secret, signal }: EndToEndCheck,
  sent: Set<string>,
): Promise<PostResponse> {
  const id = ports.newId();
  sent.add(id);
  return postSigned(ports, url, {
    body: Buffer.from(JSON.stringify(endToEndCheckBody(id, ports.now()))),
    secret,
    signal,
  });
}

function mayComeRight({ status, code = '' }: PostResponse): boolean {
  return status === 200 || OF_AN_OLD_SECRET.has(code);
}

function whyNot({ status, code, hint }: PostResponse): { readonly code: string; readonly hint: string } {
  if (status === 200) return NOT_SEEN;
  return {
    code: code ?? 'NOT_THE_RECEIVER',
    hint: hint ?? 'Compare the callback URL with the output of the stack: the response is not from the receiver.',
  };
}

const NOT_SEEN = {
  code: 'EVENT_NOT_SEEN',
  hint:
    "Check the worker's log and `npx meta-webhooks dead-letters list`: the delivery is in the queue or in the " +
    'dead-letter queue.',
} as const;

interface Waiting extends Pick<EndToEndCheck, 'onWait' | 'signal'>, Pick<CliPorts, 'now' | 'pollSeconds'> {
  readonly untilMs: number;
}

/** Returns false when the time is up. */
async function comesOut(
  subscription: TemporarySubscription,
  sent: ReadonlySet<string>,
  { untilMs, now, pollSeconds, signal, onWait }: Waiting,
): Promise<boolean> {
  while (now() < untilMs) {
    signal.throwIfAborted();
    onWait('accepted, waiting for its event on the bus');
    for (const received of await subscription.receive(pollSeconds, signal)) {
      await received.confirm();
      if (sent.has(getId(received.event.detail))) return true;
    }
  }
  return false;
}

function getId({ value }: { readonly value?: unknown }): string {
  return String((value as { readonly id?: unknown } | undefined)?.id);
}
