import {
  DeleteStackCommand,
  DescribeStacksCommand,
  paginateDescribeStacks,
  paginateListStackResources,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import { DeleteRuleCommand, RemoveTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { Aws } from '../connect-aws.ts';
import { eventQueueName } from '../event-queue.ts';
import { runOfStack } from '../run-name.ts';
import { waitUntil } from '../wait-until.ts';

const DELETE_MS = 30 * 60_000;
const POLL_MS = 2_000;
/** A deletion can fail for something that has just been created. */
const TRIES = 3;

/** Finds the stacks of the runs by their names. */
export async function findStacks(client: CloudFormationClient, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) {
    const names = Stacks.map(({ StackName = '' }) => StackName);
    found.push(...names.filter((name) => runOfStack(name)?.startsWith(prefix)));
  }
  return found;
}

/**
 * Deletes a stack and waits until it is gone. First deletes the temporary rule of the run, because a bus with a foreign
 * rule cannot be deleted.
 */
export async function deleteStack(aws: Aws, stack: string): Promise<void> {
  await deleteRule(aws, stack);
  for (let tries = 1; ; tries += 1) {
    const status = await waitUntilSettled(aws.cloudFormation, stack);
    if (status === 'gone') return;
    if (status.endsWith('_FAILED') && tries > TRIES) throw new Error(`the stack ${stack} is ${status}`);
    await aws.cloudFormation.send(new DeleteStackCommand({ StackName: stack }));
  }
}

/** Waits while a stack is being updated or deleted; the creation of a stack can be cut short. @returns its status */
async function waitUntilSettled(client: CloudFormationClient, stack: string): Promise<string> {
  return waitUntil(
    async () => {
      const status = await readStatus(client, stack);
      return /^(UPDATE|DELETE)_.*IN_PROGRESS$/.test(status) ? undefined : status;
    },
    { what: `the end of the work on ${stack}`, withinMs: DELETE_MS, everyMs: POLL_MS },
  );
}

async function readStatus(client: CloudFormationClient, StackName: string): Promise<string> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const status = Stacks[0]?.StackStatus ?? 'gone';
    return status === 'DELETE_COMPLETE' ? 'gone' : status;
  } catch (error) {
    // CloudFormation has no specific error code for a stack that does not exist.
    if (Error.isError(error) && error.name === 'ValidationError') return 'gone';
    throw error;
  }
}

async function deleteRule({ cloudFormation, eventBridge }: Aws, stack: string): Promise<void> {
  const Rule = eventQueueName(stack);
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client: cloudFormation },
    { StackName: stack },
  )) {
    const bus = StackResourceSummaries.find(({ ResourceType }) => ResourceType === 'AWS::Events::EventBus');
    const EventBusName = bus?.PhysicalResourceId;
    if (EventBusName === undefined) continue;
    await unlessGone(eventBridge.send(new RemoveTargetsCommand({ EventBusName, Rule, Ids: ['queue'] })));
    await unlessGone(eventBridge.send(new DeleteRuleCommand({ EventBusName, Name: Rule })));
  }
}

async function unlessGone(call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (!Error.isError(error) || error.name !== 'ResourceNotFoundException') throw error;
  }
}
