import {
  DescribeStacksCommand,
  paginateDescribeStacks,
  type CloudFormationClient,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { isObject, textAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { RECEIVER_OUTPUT_ID, RECEIVER_OUTPUT_VERSION } from '../../src/receiver-output/receiver-output.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import { CliError } from '../errors/cli-error.ts';
import { behindCallbackUrl, createReceiverStack, type ReceiverStack } from './stack.ts';

/** The options that choose a receiver. */
export interface ReceiverChoice {
  /** Name of the stack. Without it, every stack of the account and region is searched. */
  readonly stack?: string | undefined;
  /** Id of the receiver. Without it, there must be only one. */
  readonly receiver?: string | undefined;
  /** The callback URL, if it is not the stack's own. */
  readonly callbackUrl?: string | undefined;
}

/** A receiver that an output describes. */
interface Found {
  readonly stack: string;
  readonly status: string;
  readonly id: string;
  readonly document: JsonObject;
}

/**
 * Finds a deployed receiver by its output.
 * @throws {@link CliError} STACK_UNKNOWN | RECEIVER_UNKNOWN | RECEIVER_AMBIGUOUS | RECEIVER_NEWER
 */
export async function findReceiver(client: CloudFormationClient, choice: ReceiverChoice): Promise<ReceiverStack> {
  const stacks = choice.stack === undefined ? await listStacks(client) : [await describe(client, choice.stack)];
  const found = stacks.flatMap(listReceivers);
  const chosen = found.filter(({ id }) => choice.receiver === undefined || id === choice.receiver);
  const [only] = chosen;
  if (!only) throw await noReceiver(client, choice, { stacks, found });
  if (chosen.length > 1) throw ambiguous(choice, chosen);
  if (only.document['version'] !== RECEIVER_OUTPUT_VERSION)
    throw new CliError('RECEIVER_NEWER', {
      message: `the receiver ${only.id} of ${only.stack} was deployed with a newer version of meta-webhooks-aws`,
      hint: 'Update meta-webhooks-aws, then run the command again.',
    });
  return behindCallbackUrl(createReceiverStack(client, only), choice.callbackUrl);
}

async function listStacks(client: CloudFormationClient): Promise<readonly Stack[]> {
  const stacks: Stack[] = [];
  try {
    for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) stacks.push(...Stacks.filter(isThere));
  } catch (error) {
    if (!Error.isError(error) || !/^AccessDenied/.test(error.name)) throw error;
    const hint =
      'Choose the stack of the receiver with --stack, or use a role with cloudformation:DescribeStacks for all stacks.';
    throw new CliError('ACCESS_DENIED', { message: error.message, hint }, { cause: error });
  }
  return stacks;
}

/** Some emulators also list deleted stacks. */
const isThere = ({ StackStatus }: Stack): boolean => StackStatus !== 'DELETE_COMPLETE';

function listReceivers({ StackName: stack = '', StackStatus, Outputs = [] }: Stack): Found[] {
  const status: string = StackStatus ?? 'unknown';
  return Outputs.filter(({ OutputKey = '' }) => RECEIVER_OUTPUT_ID.test(OutputKey)).flatMap(({ OutputValue = '' }) => {
    const document = parse(OutputValue);
    const id = textAt(document, 'id');
    return document && id !== undefined ? [{ stack, status, id, document }] : [];
  });
}

/** Other outputs may have such names too: those are no JSON object with an id. */
function parse(value: string): JsonObject | undefined {
  try {
    const json = JSON.parse(value) as Json;
    return isObject(json) ? json : undefined;
  } catch {
    return undefined;
  }
}

async function describe(client: CloudFormationClient, name: string): Promise<Stack> {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (stack === undefined) throw await unknownStack(client, name);
    return stack;
  } catch (error) {
    // CloudFormation has no specific error code for this.
    if (Error.isError(error) && error.name === 'ValidationError') throw await unknownStack(client, name);
    throw error;
  }
}

async function unknownStack(client: CloudFormationClient, name: string): Promise<CliError> {
  const region = await client.config.region();
  // The role may see only its own stack. Then there is no suggestion.
  const others = await listStacks(client)
    .then((stacks) => stacks.flatMap(listReceivers))
    .catch(() => []);
  const near = nearestNames(name, [...new Set(others.map(({ stack }) => stack))]);
  return new CliError('STACK_UNKNOWN', {
    message: `the stack ${name} does not exist in ${region}${meant(near)}`,
    hint: `Check --stack, --region and --profile. If the stack is not deployed yet, run \`npx cdk deploy ${name}\`.`,
  });
}

async function noReceiver(
  client: CloudFormationClient,
  { stack, receiver }: ReceiverChoice,
  { stacks, found }: { readonly stacks: readonly Stack[]; readonly found: readonly Found[] },
): Promise<CliError> {
  const status = stacks[0]?.StackStatus ?? 'unknown';
  const place = stack === undefined ? await client.config.region() : `the stack ${stack} (${status})`;
  if (receiver !== undefined && found.length > 0) {
    const ids = [...new Set(found.map(({ id }) => id))];
    return new CliError('RECEIVER_UNKNOWN', {
      message: `there is no receiver ${receiver} in ${place}${meant(nearestNames(receiver, ids))}`,
      hint: `Choose one: ${listOptions(found, stack).join(', ')}.`,
    });
  }
  return new CliError('RECEIVER_UNKNOWN', {
    message: `there is no receiver in ${place}`,
    hint:
      'Check --stack, --region and --profile. If the receiver is not deployed yet, or its deployment failed, run ' +
      '`npx cdk deploy --all`.',
  });
}

function ambiguous({ stack }: ReceiverChoice, chosen: readonly Found[]): CliError {
  return new CliError('RECEIVER_AMBIGUOUS', {
    message: stack === undefined ? 'there are several receivers' : `the stack ${stack} has several receivers`,
    hint: `Choose one: ${listOptions(chosen, stack).join(', ')}.`,
  });
}

/** Returns the options that choose each receiver: as few as possible. */
function listOptions(found: readonly Found[], given: string | undefined): readonly string[] {
  return found.map(({ stack, id }) => {
    const siblings = found.filter((one) => one.stack === stack).length;
    const byStack = given === undefined ? [`--stack ${stack}`] : [];
    return sanitize([...byStack, ...(siblings > 1 || given !== undefined ? [`--receiver ${id}`] : [])].join(' '));
  });
}

const meant = (near: readonly string[]): string => (near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '');
