import { ListQueueTagsCommand, TagQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { isGone } from './subscription-queue.ts';

/** The run that owns a temporary subscription and its last heartbeat, stored as tags of the queue. */
export interface SubscriptionTags {
  /** The id of the run. */
  readonly run: string;
  /** The value of `--name`; another run can resume a named subscription. */
  readonly name?: string | undefined;
  /** The last heartbeat of the run, in milliseconds since 1970. */
  readonly seenMs: number;
}

/** Interval of the heartbeat of a run. */
export const HEARTBEAT_MS = 120_000;
/** A run without a heartbeat for this long is considered dead. */
export const DEAD_AFTER_MS = 5 * HEARTBEAT_MS;
/** A named subscription can be resumed for as long as its queue keeps events. */
export const FORGOTTEN_AFTER_MS = 14 * 24 * 3_600_000;
const PURPOSE = 'temporary: receiver listen';

/** Formats the tags of a queue, which identify leftover queues. */
export function toTags({ run, name, seenMs }: SubscriptionTags): Record<string, string> {
  return {
    'meta-webhooks:purpose': PURPOSE,
    'meta-webhooks:run': run,
    'meta-webhooks:seen-at': new Date(seenMs).toISOString(),
    ...(name !== undefined && { 'meta-webhooks:name': name }),
  };
}

/** Records a heartbeat of the run. */
export async function tagSubscription(sqs: SQSClient, QueueUrl: string, tags: SubscriptionTags): Promise<void> {
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: toTags(tags) }));
}

/** Reads the tags. @returns undefined if the queue is gone, or is not of a temporary subscription */
export async function readSubscriptionTags(sqs: SQSClient, QueueUrl: string): Promise<SubscriptionTags | undefined> {
  try {
    const { Tags = {} } = await sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    const {
      'meta-webhooks:purpose': purpose,
      'meta-webhooks:run': run = '',
      'meta-webhooks:seen-at': seenAt = '',
      'meta-webhooks:name': name,
    } = Tags;
    const seenMs = Date.parse(seenAt);
    return purpose === PURPOSE && !Number.isNaN(seenMs) ? { run, name, seenMs } : undefined;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
