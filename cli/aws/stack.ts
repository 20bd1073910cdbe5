import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import type { Json } from '../../src/json/json.ts';
import { DESIRED_STATE_METADATA } from '../../src/graph/resources/desired-subscriptions.ts';
import { CliError } from '../errors/cli-error.ts';

/** The outputs that the commands rely on. */
export type OutputName =
  'ArchiveBucketName' | 'ClaimTableName' | 'DeadLetterQueueUrl' | 'DeliveryQueueUrl' | 'EventBusName';

/** One app of the stack, as its outputs tell. */
export interface DeployedApp {
  /** Its key in the configuration, which ends its callback URL. */
  readonly key: string;
  readonly callbackUrl: string;
  /** Where its app secret and verify token are stored. */
  readonly secretArn: string;
}

/** The deployed receiver. */
export interface ReceiverStack {
  readonly name: string;
  /** Of its last deployment, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  /**
   * Reads an output.
   * @throws {@link CliError} OUTPUT_MISSING
   */
  output(name: OutputName): string;
  /** Reads an output that not every deployment has. */
  optionalOutput(name: string): string | undefined;
  /** Its apps, `meta` first. */
  apps(): readonly DeployedApp[];
  /**
   * Finds an app by its key; the only one where none is named.
   * @throws {@link CliError} APP_UNKNOWN
   */
  app(key: string | undefined): DeployedApp;
  /**
   * How long a change is remembered, in seconds, as the worker was deployed; undefined if the template does not tell.
   */
  dedupeWindowSeconds(): Promise<number | undefined>;
  /**
   * Reads what the configuration wanted of Meta when it was deployed: the metadata {@link WANTED_METADATA}. Undefined
   * where the deployment is older than that.
   */
  desiredMetadata(): Promise<Json | undefined>;
  /** The log groups of ingress and worker; none if they could not be found. */
  logGroups(): Promise<readonly string[]>;
}

/**
 * Finds the stack by its name.
 * @throws {@link CliError} STACK_UNKNOWN
 */
export async function findStack(client: CloudFormationClient, name: string): Promise<ReceiverStack> {
  const { outputs, status } = await describe(client, name);
  let desired: Promise<Json | undefined> | undefined;
  return {
    name,
    status,
    output: (output) => {
      const value = outputs.get(output);
      if (value !== undefined && value !== '') return value;
      throw new CliError('OUTPUT_MISSING', {
        message: `the stack ${name} (${status}) has no output ${output}`,
        hint:
          'is it the stack of the receiver, and is its deployment through? If it is older than this command: ' +
          'npx cdk deploy --all',
      });
    },
    optionalOutput: (output) => outputs.get(output),
    apps: () => appsOf(outputs),
    app: (key) => appOf(appsOf(outputs), key, name),
    dedupeWindowSeconds: async () => readWindow(client, name),
    desiredMetadata: async () => (desired ??= readDesiredMetadata(client, name)),
    logGroups: async () => findLogGroups(client, name),
  };
}

/** The same stack behind a domain or proxy of its owner's: an app that is asked for has this callback URL. */
export function behindCallbackUrl(stack: ReceiverStack, callbackUrl: string | undefined): ReceiverStack {
  return callbackUrl === undefined ? stack : { ...stack, app: (key) => ({ ...stack.app(key), callbackUrl }) };
}

const CALLBACK_URL = 'CallbackUrl';

/** `CallbackUrl` is of the app `meta`, `CallbackUrlShop` of the app `shop`. */
function appsOf(outputs: ReadonlyMap<string, string>): readonly DeployedApp[] {
  return [...outputs]
    .filter(([name]) => name.startsWith(CALLBACK_URL))
    .map(([name, callbackUrl]) => {
      const suffix = name.slice(CALLBACK_URL.length);
      const key = suffix === '' ? 'meta' : suffix.charAt(0).toLowerCase() + suffix.slice(1);
      return { key, callbackUrl, secretArn: outputs.get(`AppSecretArn${suffix}`) ?? '' };
    })
    .sort((a, b) => Number(b.key === 'meta') - Number(a.key === 'meta') || a.key.localeCompare(b.key, 'en'));
}

function appOf(apps: readonly DeployedApp[], key: string | undefined, stack: string): DeployedApp {
  const found = key === undefined && apps.length === 1 ? apps[0] : apps.find((app) => app.key === key);
  if (found) return found;
  const known = apps.map((app) => app.key).join(', ');
  throw new CliError('APP_UNKNOWN', {
    message: key === undefined ? `the stack ${stack} has several apps` : `the stack ${stack} has no app ${key}`,
    hint:
      apps.length === 0
        ? 'is it the stack of the receiver, and is its deployment through?'
        : `name one with --app: ${known}`,
  });
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
    hint:
      'name it with --stack, its region with --region and its account with --profile; or deploy it: npx cdk ' +
      'deploy --all',
  });
}

/** The parts of a template that say what a function is told, and what Meta is to send. */
interface Template {
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
}

interface TemplateResource {
  readonly Properties?: { readonly Environment?: { readonly Variables?: Readonly<Record<string, unknown>> } };
  readonly Metadata?: Readonly<Record<string, Json>>;
}

async function readTemplate(client: CloudFormationClient, name: string): Promise<readonly TemplateResource[]> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: name }));
  const { Resources = {} } = JSON.parse(TemplateBody) as Template;
  return Object.values(Resources);
}

async function readDesiredMetadata(client: CloudFormationClient, name: string): Promise<Json | undefined> {
  const told = (await readTemplate(client, name)).map(({ Metadata }) => Metadata?.[DESIRED_STATE_METADATA]);
  return told.find((value) => value !== undefined);
}

async function readWindow(client: CloudFormationClient, name: string): Promise<number | undefined> {
  try {
    const told = (await readTemplate(client, name)).map(
      ({ Properties }) => Properties?.Environment?.Variables?.['DEDUPE_WINDOW_SECONDS'],
    );
    const seconds = Number(told.find((value) => value !== undefined));
    return seconds > 0 ? seconds : undefined;
  } catch {
    return undefined; // the caller names the option that stands in for it
  }
}

async function findLogGroups(client: CloudFormationClient, name: string): Promise<readonly string[]> {
  try {
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName: name }));
    return StackResources.filter(
      ({ ResourceType, LogicalResourceId = '' }) =>
        ResourceType === 'AWS::Logs::LogGroup' && /^(Ingress|Worker)Handler/.test(LogicalResourceId),
    )
      .map(({ PhysicalResourceId = '' }) => PhysicalResourceId)
      .sort();
  } catch {
    return []; // a help that is not worth failing for
  }
}
