import { ListQueueTagsCommand, TagQueueCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { isGone } from './subscription-queue.ts';

/** Who holds a tap, and since when nobody said so: its queue's tags. */
export interface SubscriptionTags {
  /** The run that holds it. */
  readonly run: string;
  /** `--name`: somebody may come back for it. */
  readonly name?: string | undefined;
  /** When that run was last seen, in milliseconds since 1970. */
  readonly seenMs: number;
}

/** How often a run says that it lives. */
export const HEARTBEAT_MS = 120_000;
/** From then on a run is taken for dead. */
export const DEAD_AFTER_MS = 5 * HEARTBEAT_MS;
/** As long as its queue keeps the oldest event, somebody may come back for a tap with a name. */
export const FORGOTTEN_AFTER_MS = 14 * 24 * 3_600_000;
const PURPOSE = 'temporary: receiver listen';

/** What is written on a new queue, so that one that is left over is known for what it is. */
export function tagsOf({ run, name, seenMs }: SubscriptionTags): Record<string, string> {
  return {
    'meta-webhooks:purpose': PURPOSE,
    'meta-webhooks:run': run,
    'meta-webhooks:seen-at': new Date(seenMs).toISOString(),
    ...(name !== undefined && { 'meta-webhooks:name': name }),
  };
}

/** Says that the run lives. */
export async function tagSubscription(sqs: SQSClient, QueueUrl: string, tags: SubscriptionTags): Promise<void> {
  await sqs.send(new TagQueueCommand({ QueueUrl, Tags: tagsOf(tags) }));
}

/** @returns undefined where the queue is gone, or is none of a tap */
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
