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
import { tagsOf, tagSubscription, type SubscriptionTags } from './subscription-tags.ts';

/** Where a tap is: rule and queue have one name. */
export interface SubscriptionPlace {
  readonly bus: string;
  readonly name: string;
}

/** What a tap is to be. */
export interface SubscriptionResources {
  /** EventBridge's pattern, as JSON. */
  readonly pattern: string;
  readonly tags: SubscriptionTags;
}

const TARGET = 'queue';
const RETENTION_SECONDS = 14 * 24 * 3600;
/** Longer than a forwarded event may take; what was handed to a killed run comes again after it. */
const VISIBILITY_SECONDS = 30;
/** SQS gives a queue's name out again a minute after the queue of that name was deleted. */
const NAME_FREE_MS = 70_000;
const LOOK_AGAIN_MS = 5_000;
const DELETED_RECENTLY = new Set(['QueueDeletedRecently', 'AWS.SimpleQueueService.QueueDeletedRecently']);

/**
 * Makes queue and rule, or goes on with those that a run of the same name left.
 * @throws {@link CliError} USAGE where the rule that is there has another pattern
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
    // What is half made would be left over. What was there before stays, with all that is in it.
    if (existing === undefined) await removeResources(context, place, queueUrl).catch(() => undefined);
    throw error;
  }
  return { queueUrl, resumed: existing !== undefined };
}

/** Removes rule and queue, in this order: nothing is sent to a queue that is gone. What is gone already is fine. */
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

/** @returns its URL, undefined where there is none of that name */
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
  for (let told = false; ; told = true) {
    try {
      const { QueueUrl = '' } = await clients.sqs.send(
        new CreateQueueCommand({ QueueName, Attributes, tags: tagsOf(tags) }),
      );
      return QueueUrl;
    } catch (error) {
      if (!Error.isError(error) || !DELETED_RECENTLY.has(error.name) || ports.now() > startedMs + NAME_FREE_MS)
        throw error;
      if (!told) output.note('SQS gives this name out again a minute after it was last used: waiting.');
      await ports.pause(LOOK_AGAIN_MS, ports.signal);
    }
  }
}

/** Events of other filters wait in the queue of a rule that would be changed. */
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
    message: 'this --name is in use with other filters',
    hint:
      'repeat it with the same filters, take another --name, or remove it with what waits in it: listen ' +
      '--clean-up --name <name>',
  });
}

/** Rule, policy, target: the queue takes what this rule sends, and nothing else. */
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
      message: `EventBridge refused the queue as a target: ${failed.ErrorCode ?? 'no code'}`,
      hint: 'look the code up in the API reference of PutTargets',
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
