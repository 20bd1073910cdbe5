import { randomBytes, randomUUID } from 'node:crypto';
import { DescribeStacksCommand, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { GetSecretValueCommand, PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { MetaWebhookDetail } from '../../src/events/meta-webhook-event.ts';
import { createCallback, type Callback, type Response } from './callback.ts';
import { openEventQueue, type EventQueue } from './event-queue.ts';
import type { Verification } from './verification.ts';
import { VerifyError } from './verify-error.ts';
import { waitUntil, type Waiting } from './wait-until.ts';

/** The deployed receiver, and what a run knows about it. */
export interface Receiver {
  /**
   * Reads an output of the stack.
   * @throws {@link VerifyError} OUTPUT_MISSING
   */
  output(name: string): string;
  readonly callback: Callback;
  readonly events: EventQueue;
  /** App secret of the run: random. */
  readonly appSecret: string;
  /** All events that arrived, oldest first. */
  readonly arrived: MetaWebhookDetail[];
}

/** Reads the outputs of the deployed stack and opens the temporary queue. */
export async function openReceiver({ name, aws }: Verification): Promise<Receiver> {
  const { Stacks = [] } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
  const outputs = new Map(Stacks[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  const output = (key: string): string => {
    const value = outputs.get(key);
    if (value !== undefined && value !== '') return value;
    const hint = 'Check the events of the stack in the CloudFormation console.';
    throw new VerifyError('OUTPUT_MISSING', { message: `the stack ${name} has no output ${key}`, hint });
  };
  return {
    output,
    callback: createCallback(output('CallbackUrl'), aws.emulator),
    events: await openEventQueue(aws, name, output('EventBusName')),
    appSecret: randomBytes(16).toString('hex'),
    arrived: [],
  };
}

/** Stores the app secret beside the generated verify token. @returns the verify token */
export async function storeAppSecret({ aws }: Verification, receiver: Receiver): Promise<string> {
  const SecretId = receiver.output('AppSecretArn');
  const { SecretString = '{}' } = await aws.secretsManager.send(new GetSecretValueCommand({ SecretId }));
  const secret = JSON.parse(SecretString) as { readonly verifyToken: string };
  const changed = JSON.stringify({ ...secret, appSecret: receiver.appSecret });
  await aws.secretsManager.send(new PutSecretValueCommand({ SecretId, SecretString: changed }));
  return secret.verifyToken;
}

/** A delivery with one comment. */
export interface Sample {
  readonly id: string;
  readonly body: Buffer;
}

/**
 * Makes a delivery with one new comment.
 * @param textLength - characters of its text, so that the body gets a size
 */
export function sampleDelivery(textLength = 10): Sample {
  const id = randomUUID();
  return { id, body: writeComments([id], textLength) };
}

/** Makes a delivery with some new comments. */
export function sampleComments(count: number): { readonly ids: readonly string[]; readonly body: Buffer } {
  const ids = Array.from({ length: count }, () => randomUUID());
  return { ids, body: writeComments(ids, 10) };
}

function writeComments(ids: readonly string[], textLength: number): Buffer {
  const text = 'x'.repeat(textLength);
  const changes = ids.map((id) => ({ field: 'comments', value: { id, text } }));
  const entry = { id: '17841400000000001', time: Math.floor(Date.now() / 1_000), changes };
  return Buffer.from(JSON.stringify({ object: 'instagram', entry: [entry] }));
}

/** Posts a body with the right signature. */
export const postSigned = async ({ callback, appSecret }: Receiver, body: Buffer): Promise<Response> =>
  callback.post(body, appSecret);

/**
 * Waits for an event in the temporary queue.
 * @throws {@link VerifyError} TIMED_OUT
 */
export async function waitForEvent(
  receiver: Receiver,
  isIt: (event: MetaWebhookDetail) => boolean,
  waiting: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<MetaWebhookDetail> {
  return waitUntil(
    async () => {
      receiver.arrived.push(...(await receiver.events.receive()));
      return receiver.arrived.find(isIt);
    },
    { what: 'the arrival of the event', everyMs: 100, ...waiting },
  );
}

/**
 * Waits until the events of all these comments arrived in the temporary queue.
 * @throws {@link VerifyError} TIMED_OUT
 */
export async function waitForComments(
  receiver: Receiver,
  ids: readonly string[],
  waiting: Pick<Waiting, 'withinMs' | 'signal' | 'clock'>,
): Promise<void> {
  const missing = new Set<unknown>(ids);
  await waitUntil(
    async () => {
      const events = await receiver.events.receive();
      receiver.arrived.push(...events);
      for (const event of events) missing.delete(commentId(event));
      return missing.size === 0 || undefined;
    },
    { what: `the arrival of the events of all ${ids.length} comments`, everyMs: 100, ...waiting },
  );
}

/** Whether an event is of this sample. */
export const isOfSample =
  ({ id }: Sample) =>
  (event: MetaWebhookDetail): boolean =>
    commentId(event) === id;

const commentId = ({ value }: MetaWebhookDetail): unknown => (value as { readonly id?: unknown } | undefined)?.id;

/**
 * Finds a resource of the run's stack by its type and the start of its logical id.
 * @returns its physical id; of a queue its URL
 * @throws {@link VerifyError} OUTPUT_MISSING
 */
export async function findResource({ name, aws }: Verification, type: string, logicalId: string): Promise<string> {
  for await (const page of paginateListStackResources({ client: aws.cloudFormation }, { StackName: name })) {
    const found = page.StackResourceSummaries?.find(
      ({ ResourceType, LogicalResourceId = '' }) => ResourceType === type && LogicalResourceId.startsWith(logicalId),
    );
    if (found?.PhysicalResourceId !== undefined) return found.PhysicalResourceId;
  }
  const hint = 'Check the resources of the stack in the CloudFormation console.';
  throw new VerifyError('OUTPUT_MISSING', { message: `the stack ${name} has no ${type} ${logicalId}`, hint });
}
