import { DescribeStackResourcesCommand, DescribeStacksCommand, GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CliError } from './cli-error.ts';

/** The outputs that the commands rely on. */
export type OutputName = 'ArchiveBucketName' | 'DeadLetterQueueUrl' | 'DeliveryQueueUrl';

/** The deployed receiver. */
export interface ReceiverStack {
  readonly name: string;
  /**
   * Reads an output.
   * @throws {@link CliError} OUTPUT_MISSING
   */
  output(name: OutputName): string;
  /** How long a change is remembered, in seconds, as the worker was deployed; undefined if the template does not tell. */
  dedupeWindowSeconds(): Promise<number | undefined>;
  /** The log groups of ingress and worker; none if they could not be found. */
  logGroups(): Promise<readonly string[]>;
}

/**
 * Finds the stack by its name.
 * @throws {@link CliError} STACK_UNKNOWN
 */
export async function findStack(client: CloudFormationClient, name: string): Promise<ReceiverStack> {
  const { outputs, status } = await describe(client, name);
  return {
    name,
    output: (output) => {
      const value = outputs.get(output);
      if (value !== undefined && value !== '') return value;
      throw new CliError('OUTPUT_MISSING', {
        message: `the stack ${name} (${status}) has no output ${output}`,
        hint: 'is it the stack of the receiver, and is its deployment through? If it is older than this command: npx cdk deploy',
      });
    },
    dedupeWindowSeconds: async () => readWindow(client, name),
    logGroups: async () => findLogGroups(client, name),
  };
}

async function describe(client: CloudFormationClient, name: string) {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (stack === undefined) throw await unknownStack(client, name);
    const outputs = new Map(stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    return { outputs, status: stack.StackStatus ?? 'unknown' };
  } catch (error) {
    // CloudFormation has no code of its own for this.
    if (Error.isError(error) && error.name === 'ValidationError') throw await unknownStack(client, name);
    throw error;
  }
}

async function unknownStack(client: CloudFormationClient, name: string): Promise<CliError> {
  const region = await client.config.region();
  return new CliError('STACK_UNKNOWN', {
    message: `there is no stack ${name} in ${region}`,
    hint: 'name it with --stack, its region with --region and its account with --profile; or deploy it: npx cdk deploy',
  });
}

/** The part of a template that says what a function is told. */
interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Properties?: { readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> } } }>>;
}

async function readWindow(client: CloudFormationClient, name: string): Promise<number | undefined> {
  try {
    const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: name }));
    const { Resources = {} } = JSON.parse(TemplateBody) as Template;
    const told = Object.values(Resources).map(({ Properties }) => Properties?.Environment?.Variables?.['DEDUPE_WINDOW_SECONDS']);
    const seconds = Number(told.find((value) => value !== undefined));
    return seconds > 0 ? seconds : undefined;
  } catch {
    return undefined; // the caller names the option that stands in for it
  }
}

async function findLogGroups(client: CloudFormationClient, name: string): Promise<readonly string[]> {
  try {
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    return StackResources.filter(({ ResourceType, LogicalResourceId = '' }) => ResourceType === 'AWS::Logs::LogGroup' && /^(Ingress|Worker)Handler/.test(LogicalResourceId))
      .map(({ PhysicalResourceId = '' }) => PhysicalResourceId)
      .sort();
  } catch {
    return []; // a help that is not worth failing for
  }
}
