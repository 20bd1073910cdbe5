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

/** Selects events. Each list matches any of its values; without a list, all values match. */
export interface SubscriptionPattern {
  readonly app?: readonly string[] | undefined;
  readonly object?: readonly string[] | undefined;
  readonly field?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
  readonly entryId?: readonly string[] | undefined;
}

/** Options of a temporary subscription. */
export interface SubscriptionOptions {
  /** A later process with this name resumes the subscription. @default a unique name */
  readonly name?: string | undefined;
}

/** An event as the target of a rule receives it. Its field or kind may be unknown. */
export type BusEvent = BridgeEvent<string, MetaWebhookDetail>;

/** An event that is not yet deleted from the queue. */
export interface StreamedEvent {
  readonly event: BusEvent;
  /** Number of receives, including this one. */
  readonly receives: number;
  /** Deletes the event from the queue. */
  confirm(): Promise<void>;
  /** Makes the event visible again after a number of seconds. */
  putBack(seconds: number): Promise<void>;
}

/** A temporary subscription to the bus: a rule, and a queue that keeps events for 14 days. */
export interface TemporarySubscription {
  /** Whether it resumes an earlier run, including the events that arrived since. */
  readonly resumed: boolean;
  /**
   * Waits for events. Events that are not confirmed are received again. Also sends the heartbeat, so call it about
   * every minute.
   * @param waitSeconds - at most 10
   * @returns up to ten events; none if `signal` aborts
   * @throws {@link CliError} LISTEN_TAKEN_OVER | LISTEN_REMOVED
   */
  receive(waitSeconds: number, signal?: AbortSignal): Promise<readonly StreamedEvent[]>;
  /**
   * Removes the rule and the queue, unless another run has taken them over.
   * @returns whether they were removed
   */
  close(): Promise<boolean>;
}

/** Prefix of the names of rules and queues. */
const TAP_PREFIX = 'meta-webhooks-listen-';

/**
 * Opens a temporary subscription. A new rule takes some seconds to take effect, so the first events can be missed.
 * @throws {@link CliError} USAGE if the name is used with another pattern
 */
export async function openSubscription(
  context: Context,
  pattern: SubscriptionPattern,
  { name }: SubscriptionOptions = {},
): Promise<TemporarySubscription> {
  const { ports, stack } = context;
  const run = ports.newId();
  const bus = stack.output('eventBusName');
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
    message: 'another run with the same --name has taken over',
    hint: 'Use another --name to receive the events in both runs.',
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
  const hint = 'Run listen again: the queue was removed, maybe by a clean-up. With --name, it is kept for 14 days.';
  return new CliError('LISTEN_REMOVED', { message: 'the queue of this run no longer exists', hint }, { cause });
}

/** Selects the temporary subscriptions to remove. */
export interface CleanUpOptions {
  /** Minimum time since the last heartbeat, in milliseconds. @default ten minutes, that is five heartbeats */
  readonly deadForMs?: number;
  /** Removes only the subscription with this name. Other named subscriptions can be resumed for 14 days. */
  readonly name?: string | undefined;
  /** Whether to remove nothing. @default false */
  readonly dryRun?: boolean;
}

/**
 * Removes the subscriptions of killed runs from the bus of the stack. Never removes one that is in use.
 * @returns the names of the removed rules
 */
export async function cleanUpSubscriptions(context: Context, options: CleanUpOptions = {}): Promise<string[]> {
  const bus = context.stack.output('eventBusName');
  const taps = await listSubscriptions(context, bus);
  const names: string[] = [];
  for (const { place, queueUrl } of taps) {
    // Read the tags again: the machine of a run may have woken up.
    const tags = queueUrl === undefined ? undefined : await readSubscriptionTags(context.clients.sqs, queueUrl);
    if (queueUrl !== undefined && (tags === undefined || !isLeftOver(tags, context.ports.now(), options))) continue;
    if (options.dryRun !== true) await removeResources(context, place, queueUrl);
    names.push(place.name);
  }
  return names;
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
  /** Undefined for a rule without a queue. */
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
  // A bus has at most 300 rules and a page 100: the next clean-up finds rules beyond the first page.
  const { Rules = [] } = await clients.eventBridge.send(
    new ListRulesCommand({ EventBusName: bus, NamePrefix: prefix }),
  );
  for (const { Name = '' } of Rules) {
    const isOrphan = !known.has(Name) && (await findQueue(clients.sqs, Name)) === undefined;
    if (isOrphan) taps.push({ place: { bus, name: Name }, queueUrl: undefined });
  }
  return taps;
}

/** Includes the bus in the name, because several stacks can share an account. */
function subscriptionPrefix(bus: string): string {
  return `${TAP_PREFIX}${createHash('sha256').update(bus).digest('hex').slice(0, 6)}-`;
}

/** Returns a name of at most 64 characters, the limit for a rule. */
function subscriptionName(bus: string, name: string): string {
  return subscriptionPrefix(bus) + name;
}
