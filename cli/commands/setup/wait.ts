import { listAppSubscriptions, type AppSubscription } from '../../../src/graph/resources/app-subscriptions.ts';
import { skipChecks } from '../../aws/skip-checks.ts';
import { openSubscription, type BusEvent } from '../../aws/temporary-subscription.ts';
import type { DeployedApp } from '../../aws/stack.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';
import { openGraph } from '../../meta/graph-access.ts';
import { printEvent } from '../../terminal/event-line.ts';

/** What to wait for. */
export interface Waiting {
  readonly app: DeployedApp;
  /** Id of the Meta app; undefined if it is not configured. */
  readonly appId: string | undefined;
  /** Webhook objects of the chosen products; empty for all. */
  readonly objects: readonly string[];
  /** Longest wait, in milliseconds. */
  readonly forMs: number;
}

/** What has arrived. */
export interface Waited {
  /** Whether Meta lists a subscription with this callback URL, which it saves only after a successful challenge. */
  readonly isVerified: boolean;
  /** Detail-type of the first event. */
  readonly firstEvent?: string;
}

const RECEIVE_SECONDS = 5;
const VERIFIED_EVERY_MS = 10_000;

/**
 * Waits until Meta has verified the callback URL and the first event of a chosen product is on the bus. The events come
 * from a temporary subscription; the verification from the app's subscriptions at Meta.
 * @throws {@link CliError} INTERRUPTED | the AWS error
 */
export async function waitForMeta(context: Context, waiting: Waiting): Promise<Waited> {
  const { app, objects } = waiting;
  const subscription = skipChecks(await openSubscription(context, { app: [app.key], object: objects }), objects);
  try {
    return await watch(context, waiting, async (seconds) => {
      const received = await subscription.receive(seconds, context.ports.signal);
      await Promise.all(received.map(async (one) => one.confirm()));
      return received[0]?.event;
    });
  } finally {
    await subscription.close();
  }
}

async function watch(
  context: Context,
  waiting: Waiting,
  receive: (seconds: number) => Promise<BusEvent | undefined>,
): Promise<Waited> {
  const { ports, output } = context;
  const untilMs = ports.now() + waiting.forMs;
  const isVerified = verification(context, waiting);
  while (ports.now() < untilMs) {
    ports.signal.throwIfAborted();
    const verified = await isVerified();
    const leftSeconds = Math.ceil((untilMs - ports.now()) / 1000);
    output.progress(() => `waiting for ${verified ? 'the first event' : "Meta's challenge"}, ${leftSeconds} s left`);
    const event = await receive(Math.min(RECEIVE_SECONDS, Math.max(0, leftSeconds)));
    if (event === undefined) continue;
    output.line('first event:');
    printEvent(output, event);
    return { isVerified: true, firstEvent: event['detail-type'] };
  }
  return { isVerified: await isVerified() };
}

/** Returns a function that asks Meta at most every ten seconds, until the callback URL is verified. */
function verification(context: Context, waiting: Waiting): () => Promise<boolean> {
  const { ports, output } = context;
  let verified: AppSubscription | undefined;
  let isOff = waiting.appId === undefined;
  let nextMs = 0;
  return async () => {
    if (isOff || verified || ports.now() < nextMs) return verified !== undefined;
    nextMs = ports.now() + VERIFIED_EVERY_MS;
    try {
      verified = await findVerified(context, waiting);
      if (verified) output.line(`challenge: Meta has verified the callback URL for ${verified.object}`);
    } catch (error) {
      isOff = true;
      const { code, message } = explainError(error);
      output.note(`Cannot ask Meta whether it has verified the callback URL: ${code}: ${message}`);
    }
    return verified !== undefined;
  };
}

async function findVerified(context: Context, { app, appId, objects }: Waiting): Promise<AppSubscription | undefined> {
  const access = await openGraph(context, app, { kind: 'app', appId, ...NO_OPTIONS });
  const all = await listAppSubscriptions(access.client, access.appId);
  return all.find(
    ({ object, callbackUrl, active }) =>
      active && callbackUrl === app.callbackUrl && (objects.length === 0 || objects.includes(object)),
  );
}

const NO_OPTIONS = { callbackUrl: undefined, graphVersion: undefined, tokenFrom: undefined } as const;
