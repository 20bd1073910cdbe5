import { createHash } from 'node:crypto';
import { ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { BridgeEvent, MetaWebhookDetail } from '../../src/events/meta-webhook-event.ts';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import {
  deleteMessage,
  isGone,
  putBackMessage,
  receiveMessages,
  type SubscriptionMessage,
} from './subscription-queue.ts';
import { findQueue, openResources, removeResources, type SubscriptionPlace } from './subscription-resources.ts';
import {
  DEAD_AFTER_MS,
  FORGOTTEN_AFTER_MS,
  HEARTBEAT_MS,
  readSubscriptionTags,
  tagSubscription,
  type SubscriptionTags,
} from './subscription-tags.ts';

/** Which events are wanted; of each list any, all where there is no list. */
export interface SubscriptionPattern {
  readonly app?: readonly string[] | undefined;
  readonly object?: readonly string[] | undefined;
  readonly field?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly entryId?: readonly string[] | undefined;
}

/** How to open a tap. */
export interface SubscriptionOptions {
  /** Under this name another process goes on where this one was killed. @default one of its own */
  readonly name?: string | undefined;
}

/** An event as a rule's target gets it; of a field or kind that nobody knows too. */
export type BusEvent = BridgeEvent<string, MetaWebhookDetail>;

/** An event, until it is confirmed in the queue. */
export interface StreamedEvent {
  readonly event: BusEvent;
  /** How often it was received, this time included. */
  readonly receives: number;
  /** Takes it out of the queue. */
  confirm(): Promise<void>;
  /** Lets it be received again in so many seconds. */
  putBack(seconds: number): Promise<void>;
}

/** A place on the bus of our own: a rule, and a queue that keeps what comes for 14 days. */
export interface TemporarySubscription {
  /** Whether an earlier run left it, with what came since. */
  readonly resumed: boolean;
  /**
   * Waits for events. What is not confirmed comes again. Tells others that this tap is held, so call it every minute
   * or so.
   * @param waitSeconds - at most 10
   * @returns up to ten; none when `signal` aborts
   * @throws {@link CliError} LISTEN_TAKEN_OVER | LISTEN_REMOVED
   */
  receive(waitSeconds: number, signal?: AbortSignal): Promise<readonly StreamedEvent[]>;
  /**
   * Removes rule and queue, unless another run holds them by now.
   * @returns whether they are gone
   */
  close(): Promise<boolean>;
}

/** Rules and queues of this begin so. */
const TAP_PREFIX = 'meta-webhooks-listen-';

/**
 * Opens a tap. EventBridge takes a moment before a new rule matches: what is emitted in the first seconds may be
 * missed.
 * @throws {@link CliError} USAGE where the name is held with another pattern
 */
export async function openSubscription(
  context: Context,
  pattern: SubscriptionPattern,
  { name }: SubscriptionOptions = {},
): Promise<TemporarySubscription> {
  const { ports, stack } = context;
  const run = ports.newId();
  const bus = stack.output('EventBusName');
  const place: SubscriptionPlace = { bus, name: subscriptionName(bus, name ?? run) };
  const tags = (): SubscriptionTags => ({ run, name, seenMs: ports.now() });
  const { queueUrl, resumed } = await openResources(context, place, { pattern: eventPattern(pattern), tags: tags() });
  let beatMs = ports.now();
  const beat = async (): Promise<void> => {
    if (ports.now() - beatMs < HEARTBEAT_MS) return;
    await mustBeOurs(context, queueUrl, run);
    await tagSubscription(context.clients.sqs, queueUrl, tags());
    beatMs = ports.now();
  };
  return {
    resumed,
    receive: async (waitSeconds, signal) => {
      await beat();
      const messages = await orRemoved(receiveMessages(context.clients.sqs, queueUrl, { waitSeconds, signal }));
      return messages.map((message) => streamedEvent(context, queueUrl, message));
    },
    close: async () => {
      const held = await readSubscriptionTags(context.clients.sqs, queueUrl);
      if (held !== undefined && held.run !== run) return false;
      await removeResources(context, place, queueUrl);
      return true;
    },
  };
}

function eventPattern(pattern: SubscriptionPattern): string {
  const desired = Object.entries(pattern as Record<string, readonly string[] | undefined>).filter(
    ([, values]) => values !== undefined && values.length > 0,
  );
  return JSON.stringify({ source: [EVENT_SOURCE], ...(desired.length > 0 && { detail: Object.fromEntries(desired) }) });
}

function streamedEvent(
  { clients }: Context,
  queueUrl: string,
  { body, receiptHandle, receives }: SubscriptionMessage,
): StreamedEvent {
  return {
    event: JSON.parse(body) as BusEvent,
    receives,
    confirm: async () => orRemoved(deleteMessage(clients.sqs, queueUrl, receiptHandle)),
    putBack: async (seconds) => putBackMessage(clients.sqs, queueUrl, { receiptHandle, seconds }),
  };
}

async function mustBeOurs({ clients }: Context, queueUrl: string, run: string): Promise<void> {
  const held = await readSubscriptionTags(clients.sqs, queueUrl);
  if (held === undefined) throw removed();
  if (held.run === run) return;
  throw new CliError('LISTEN_TAKEN_OVER', {
    message: 'another run of the same --name has taken over',
    hint: 'it shows what comes; give this one another --name to see it too',
  });
}

async function orRemoved<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw isGone(error) ? removed(error) : error;
  }
}

function removed(cause?: unknown): CliError {
  const hint =
    'somebody removed it, or took it for what a killed run left: listen again. With --name it is kept for 14 days';
  return new CliError('LISTEN_REMOVED', { message: 'the queue of this run is gone', hint }, { cause });
}

/** Which taps to remove. */
export interface CleanUpOptions {
  /** How long nobody must have held a tap, in milliseconds. @default ten minutes: a run says every two that it lives */
  readonly deadForMs?: number;
  /** Only the tap of this name. Those of other names are kept for 14 days, for whoever comes back for them. */
  readonly name?: string | undefined;
}

/**
 * Removes what killed runs left on the stack's bus. A tap that is held is never removed.
 * @returns how many were removed
 */
export async function cleanUpSubscriptions(context: Context, options: CleanUpOptions = {}): Promise<number> {
  const bus = context.stack.output('EventBusName');
  const taps = await listSubscriptions(context, bus);
  let removedCount = 0;
  for (const { place, queueUrl } of taps) {
    // Read just before: a sleeping machine may wake up.
    const tags = queueUrl === undefined ? undefined : await readSubscriptionTags(context.clients.sqs, queueUrl);
    if (queueUrl !== undefined && (tags === undefined || !isLeftOver(tags, context.ports.now(), options))) continue;
    await removeResources(context, place, queueUrl);
    removedCount += 1;
  }
  return removedCount;
}

function isLeftOver(
  { name, seenMs }: SubscriptionTags,
  nowMs: number,
  { deadForMs = DEAD_AFTER_MS, name: desired }: CleanUpOptions,
): boolean {
  if (desired !== undefined && name !== desired) return false;
  return nowMs - seenMs > (name === undefined || name === desired ? deadForMs : FORGOTTEN_AFTER_MS);
}

interface FoundSubscription {
  readonly place: SubscriptionPlace;
  /** Undefined for a rule whose queue is gone. */
  readonly queueUrl: string | undefined;
}

async function listSubscriptions({ clients }: Context, bus: string): Promise<FoundSubscription[]> {
  const prefix = subscriptionPrefix(bus);
  const taps: FoundSubscription[] = [];
  for await (const { QueueUrls = [] } of paginateListQueues(
    { client: clients.sqs },
    { QueueNamePrefix: prefix, MaxResults: 1000 },
  )) {
    taps.push(
      ...QueueUrls.map((queueUrl) => ({
        place: { bus, name: queueUrl.slice(queueUrl.lastIndexOf('/') + 1) },
        queueUrl,
      })),
    );
  }
  const known = new Set(taps.map(({ place }) => place.name));
  // A bus has 300 rules at most: a page is 100, so names beyond the first are seen next time.
  const { Rules = [] } = await clients.eventBridge.send(
    new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix }),
  );
  for (const { Name = '' } of Rules) {
    const isOrphan = !known.has(Name) && (await findQueue(clients.sqs, Name)) === undefined;
    if (isOrphan) taps.push({ place: { bus, name: Name }, queueUrl: undefined });
  }
  return taps;
}

/** Several stacks may share an account: a queue is found by its bus. */
function subscriptionPrefix(bus: string): string {
  return `${TAP_PREFIX}${createHash('sha256').update(bus).digest('hex').slice(0, 6)}-`;
}

/** At most 64 characters, which is what a rule may have. */
function subscriptionName(bus: string, name: string): string {
  return subscriptionPrefix(bus) + name;
}
