import { CHECK_FIELD, CHECK_OBJECT, endToEndCheckBody } from '../../src/catalog/end-to-end-check.ts';
import { openSubscription, type TemporarySubscription } from './temporary-subscription.ts';
import type { Context } from '../context.ts';
import type { CliPorts } from '../ports.ts';
import { postSigned, type PostAnswer } from '../meta/signed-post.ts';

/** What is to go through a deployed receiver, and how long that may take. */
export interface RoundTrip {
  /** The app's key. */
  readonly app: string;
  readonly url: string;
  /** With which the probe is signed. */
  readonly secret: string;
  /** For everything together, ms. Ingress may take half a minute to notice a new secret, a new rule as long to work. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Told whenever it has to wait for something. */
  readonly onWait: (what: string) => void;
}

/** What became of it. */
export interface RoundTripResult {
  readonly ok: boolean;
  /** From the first post to the event; to the end of patience where none came. */
  readonly ms: number;
  readonly posts: number;
  /** HTTP, of the last post. */
  readonly status: number;
  /** What is wrong: the code in the receiver's answer, `EVENT_NOT_SEEN`, `NOT_THE_RECEIVER`; none if all is well. */
  readonly code?: string;
  readonly hint?: string;
}

/** Refusals that end by themselves when ingress reads the secret again, which it does at most every 30 s. */
const OF_AN_OLD_SECRET: ReadonlySet<string> = new Set(['SECRET_UNSET', 'SIGNATURE_MISMATCH']);
const AGAIN_MS = 10_000;
/** A rule that was just made lets some events pass by before it works. */
const LOST_MS = 15_000;

/**
 * Posts a signed probe to the callback URL as Meta would, and waits for its event on the bus, at a rule of its own.
 * Ends by itself within about {@link RoundTrip.patienceMs}, and takes the rule away again.
 * @throws {@link CliError} if AWS or the URL cannot be reached
 */
export async function playRoundTrip(context: Context, trip: RoundTrip): Promise<RoundTripResult> {
  const tap = await openSubscription(context, { app: [trip.app], object: [CHECK_OBJECT], field: [CHECK_FIELD] });
  try {
    return await follow(context, trip, tap);
  } finally {
    await tap.close();
  }
}

async function follow(context: Context, trip: RoundTrip, tap: TemporarySubscription): Promise<RoundTripResult> {
  const { now, pause, pollSeconds } = context.ports;
  const startedMs = now();
  const endsMs = startedMs + trip.timeoutMs;
  const sent = new Set<string>();
  for (;;) {
    const answer = await postCheck(context, trip, sent);
    const isOut =
      answer.status === 200 &&
      (await comesOut(tap, sent, { untilMs: Math.min(now() + LOST_MS, endsMs), now, pollSeconds, ...trip }));
    const told = { ms: now() - startedMs, posts: sent.size, status: answer.status };
    if (isOut) return { ok: true, ...told };
    if (now() + AGAIN_MS > endsMs || !mayComeRight(answer)) return { ok: false, ...told, ...whyNot(answer) };
    if (answer.status === 200) continue; // the rule was not at work yet
    trip.onWait(
      `answered ${answer.status} ${answer.code ?? ''}: ingress may still know the secret of before, trying ` +
        `again for ${Math.ceil((endsMs - now()) / 1000)} s`,
    );
    await pause(AGAIN_MS, trip.signal);
  }
}

async function postCheck(
  { ports }: Context,
  { url, secret, signal }: RoundTrip,
  sent: Set<string>,
): Promise<PostAnswer> {
  const id = ports.newId();
  sent.add(id);
  return postSigned(ports, url, {
    body: Buffer.from(JSON.stringify(endToEndCheckBody(id, ports.now()))),
    secret,
    signal,
  });
}

function mayComeRight({ status, code = '' }: PostAnswer): boolean {
  return status === 200 || OF_AN_OLD_SECRET.has(code);
}

function whyNot({ status, code, hint }: PostAnswer): { readonly code: string; readonly hint: string } {
  if (status === 200) return NOT_SEEN;
  return {
    code: code ?? 'NOT_THE_RECEIVER',
    hint: hint ?? 'something else answers there: compare the callback URL with the output of the stack',
  };
}

const NOT_SEEN = {
  code: 'EVENT_NOT_SEEN',
  hint:
    "it was accepted, so it is in the queue or among the dead letters: look at the worker's log and at npm " +
    'run receiver -- dead-letters list',
} as const;

interface Waiting extends Pick<RoundTrip, 'onWait' | 'signal'>, Pick<CliPorts, 'now' | 'pollSeconds'> {
  readonly untilMs: number;
}

/** False when the time is up. */
async function comesOut(
  tap: TemporarySubscription,
  sent: ReadonlySet<string>,
  { untilMs, now, pollSeconds, signal, onWait }: Waiting,
): Promise<boolean> {
  while (now() < untilMs) {
    signal.throwIfAborted();
    onWait('accepted: waiting for its event on the bus');
    for (const tapped of await tap.receive(pollSeconds, signal)) {
      await tapped.confirm();
      if (sent.has(idOf(tapped.event.detail))) return true;
    }
  }
  return false;
}

function idOf({ value }: { readonly value?: unknown }): string {
  return String((value as { readonly id?: unknown } | undefined)?.id);
}
