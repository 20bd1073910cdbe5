import { isDeepStrictEqual } from 'node:util';
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  type EventBridgeClient,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { CliError } from '../errors/cli-error.ts';
import type { Context } from '../context.ts';
import { isGone } from './subscription-queue.ts';
import { toTags, tagSubscription, type SubscriptionTags } from './subscription-tags.ts';

/** The bus and the name of a temporary subscription. Its rule and queue have the same name. */
export interface SubscriptionPlace {
  readonly bus: string;
  readonly name: string;
}

/** The pattern and tags of a temporary subscription. */
export interface SubscriptionResources {
  /** The EventBridge event pattern, as JSON. */
  readonly pattern: string;
  readonly tags: SubscriptionTags;
}

const TARGET = 'queue';
const RETENTION_SECONDS = 14 * 24 * 3600;
/** Longer than forwarding takes. Events of a killed run become visible again after this time. */
const VISIBILITY_SECONDS = 30;
/** SQS allows the name of a deleted queue again after 60 seconds. */
const NAME_FREE_MS = 70_000;
const LOOK_AGAIN_MS = 5_000;
const DELETED_RECENTLY = new Set(['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently']);

/**
 * Creates the queue and the rule, or reuses those of an earlier run with the same name.
 * @throws {@link CliError} USAGE if the existing rule has another pattern
 */
export async function openResources(
  context: Context,
  place: SubscriptionPlace,
  plan: SubscriptionResources,
): Promise<{ readonly queueUrl: string; readonly resumed: boolean }> {
  const { clients } = context;
  await mustMatch(clients.eventBridge, place, plan.pattern);
  const existing = await findQueue(clients.sqs, place.name);
  const queueUrl = existing ?? (await createQueue(context, place.name, plan.tags));
  try {
    if (existing !== undefined) await tagSubscription(clients.sqs, existing, plan.tags);
    await connect(context, place, { queueUrl, pattern: plan.pattern });
  } catch (error) {
    // Remove new resources, so that none are left over. Keep an existing queue with its messages.
    if (existing === undefined) await removeResources(context, place, queueUrl).catch(() => undefined);
    throw error;
  }
  return { queueUrl, resumed: existing !== undefined };
}

/** Removes the rule, then the queue, so that the rule never sends to a deleted queue. Ignores missing resources. */
export async function removeResources(
  { clients }: Pick<Context, 'clients'>,
  place: SubscriptionPlace,
  queueUrl: string | undefined,
): Promise<void> {
  const rule = { EventBusName: place.bus };
  await unlessGone(clients.eventBridge.send(new RemoveTargetsCommand({ ...rule, Rule: place.name, Ids: [TARGET] })));
  await unlessGone(clients.eventBridge.send(new DeleteRuleCommand({ ...rule, Name: place.name })));
  if (queueUrl !== undefined) await unlessGone(clients.sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl })));
}

/** Finds a queue by its name. @returns the queue URL; undefined if the queue does not exist */
export async function findQueue(sqs: SQSClient, QueueName: string): Promise<string | undefined> {
  try {
    return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

async function createQueue(
  { clients, ports, output }: Context,
  QueueName: string,
  tags: SubscriptionTags,
): Promise<string> {
  const Attributes = {
    SqsManagedSseEnabled: 'true',
    MessageRetentionPeriod: String(RETENTION_SECONDS),
    VisibilityTimeout: String(VISIBILITY_SECONDS),
  };
  const startedMs = ports.now();
  for (let reported = false; ; reported = true) {
    try {
      const { QueueUrl = '' } = await clients.sqs.send(
        new CreateQueueCommand({ QueueName, Attributes, tags: toTags(tags) }),
      );
      return QueueUrl;
    } catch (error) {
      if (!Error.isError(error) || !DELETED_RECENTLY.has(error.name) || ports.now() > startedMs + NAME_FREE_MS)
        throw error;
      if (!reported) output.note('Waiting: SQS allows the name of a deleted queue again after one minute.');
      await ports.pause(LOOK_AGAIN_MS, ports.signal);
    }
  }
}

/** Rejects another pattern, because the queue may still contain events of the existing pattern. */
async function mustMatch(
  eventBridge: EventBridgeClient,
  { bus, name }: SubscriptionPlace,
  pattern: string,
): Promise<void> {
  try {
    const { EventPattern = '{}' } = await eventBridge.send(new DescribeRuleCommand({ EventBusName: bus, Name: name }));
    if (isDeepStrictEqual(JSON.parse(EventPattern), JSON.parse(pattern))) return;
  } catch (error) {
    if (isNotFound(error)) return;
    throw error;
  }
  throw new CliError('USAGE', {
    message: 'this --name is already used with other filters',
    hint:
      'Use the same filters or another --name. To remove the name and its waiting events, run listen with ' +
      '--clean-up --name <name>.',
  });
}

/** Creates the rule, the queue policy and the target. The policy allows only this rule to send to the queue. */
async function connect(
  { clients }: Context,
  { bus, name }: SubscriptionPlace,
  { queueUrl, pattern }: { readonly queueUrl: string; readonly pattern: string },
): Promise<void> {
  const { Attributes } = await clients.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['QueueArn'] }),
  );
  const queueArn = Attributes?.QueueArn ?? '';
  const Description = 'Temporary: the receiver command listens. Removed when it ends.';
  const { RuleArn = '' } = await clients.eventBridge.send(
    new PutRuleCommand({ EventBusName: bus, Name: name, EventPattern: pattern, Description }),
  );
  await clients.sqs.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: policyFor(queueArn, RuleArn) } }),
  );
  const { FailedEntries = [] } = await clients.eventBridge.send(
    new PutTargetsCommand({ EventBusName: bus, Rule: name, Targets: [{ Id: TARGET, Arn: queueArn }] }),
  );
  const [failed] = FailedEntries;
  if (failed)
    throw new CliError('AWS_REFUSED', {
      message: `EventBridge rejected the queue as a target: ${failed.ErrorCode ?? 'no code'}`,
      hint: 'Look up the code in the API reference of PutTargets.',
    });
}

function policyFor(queueArn: string, ruleArn: string): string {
  const Condition = { ArnEquals: { 'aws:SourceArn': ruleArn } };
  const allow = {
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn,
    Condition,
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [allow] });
}

function isNotFound(error: unknown): boolean {
  return Error.isError(error) && error.name === 'ResourceNotFoundException';
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!isNotFound(error) && !isGone(error)) throw error;
  }
}
