import {
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';
import type { Json } from '../../src/json/json.ts';
import { DESIRED_STATE_METADATA } from '../../src/graph/resources/desired-subscriptions.ts';
import { CliError } from '../errors/cli-error.ts';

/** The stack outputs that the commands need. */
export type OutputName =
  'ArchiveBucketName' | 'ClaimTableName' | 'DeadLetterQueueUrl' | 'DeliveryQueueUrl' | 'EventBusName';

/** An app of the stack, read from the outputs. */
export interface DeployedApp {
  /** The app's key in the configuration, which is the last segment of its callback URL. */
  readonly key: string;
  readonly callbackUrl: string;
  /** The ARN of the secret with the app secret and the verify token. */
  readonly secretArn: string;
}

/** The deployed receiver. */
export interface ReceiverStack {
  readonly name: string;
  /** The stack status, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  /**
   * Reads an output.
   * @throws {@link CliError} OUTPUT_MISSING
   */
  output(name: OutputName): string;
  /** Reads an output that not every deployment has. */
  optionalOutput(name: string): string | undefined;
  /** Returns the apps, `meta` first. */
  apps(): readonly DeployedApp[];
  /**
   * Finds an app by its key. Without a key, returns the only app.
   * @throws {@link CliError} APP_UNKNOWN
   */
  app(key: string | undefined): DeployedApp;
  /**
   * Reads the deployed deduplication window in seconds; undefined if the template does not contain it.
   */
  dedupeWindowSeconds(): Promise<number | undefined>;
  /**
   * Reads the desired subscriptions of the deployed configuration, from the metadata {@link DESIRED_STATE_METADATA}.
   * Undefined if the deployment is older than this metadata.
   */
  desiredMetadata(): Promise<Json | undefined>;
  /** Returns the log groups of ingress and worker; empty if they cannot be found. */
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
          'Check that --stack is the stack of the receiver and that its deployment has finished. If it is older ' +
          'than this command, run `npx cdk deploy --all`.',
      });
    },
    optionalOutput: (output) => outputs.get(output),
    apps: () => listApps(outputs),
    app: (key) => findApp(listApps(outputs), key, name),
    dedupeWindowSeconds: async () => readWindow(client, name),
    desiredMetadata: async () => (desired ??= readDesiredMetadata(client, name)),
    logGroups: async () => findLogGroups(client, name),
  };
}

/** Returns a stack whose apps have another callback URL: your own domain or a proxy. */
export function behindCallbackUrl(stack: ReceiverStack, callbackUrl: string | undefined): ReceiverStack {
  return callbackUrl === undefined ? stack : { ...stack, app: (key) => ({ ...stack.app(key), callbackUrl }) };
}

const CALLBACK_URL = 'CallbackUrl';

/** Reads the apps: `CallbackUrl` belongs to the app `meta`, `CallbackUrlShop` to the app `shop`. */
function listApps(outputs: ReadonlyMap<string, string>): readonly DeployedApp[] {
  return [...outputs]
    .filter(([name]) => name.startsWith(CALLBACK_URL))
    .map(([name, callbackUrl]) => {
      const suffix = name.slice(CALLBACK_URL.length);
      const key = suffix === '' ? 'meta' : suffix.charAt(0).toLowerCase() + suffix.slice(1);
      return { key, callbackUrl, secretArn: outputs.get(`AppSecretArn${suffix}`) ?? '' };
    })
    .sort((a, b) => Number(b.key === 'meta') - Number(a.key === 'meta') || a.key.localeCompare(b.key, 'en'));
}

function findApp(apps: readonly DeployedApp[], key: string | undefined, stack: string): DeployedApp {
  const found = key === undefined && apps.length === 1 ? apps[0] : apps.find((app) => app.key === key);
  if (found) return found;
  const known = apps.map((app) => app.key).join(', ');
  throw new CliError('APP_UNKNOWN', {
    message: key === undefined ? `the stack ${stack} has several apps` : `the stack ${stack} has no app ${key}`,
    hint:
      apps.length === 0
        ? 'Check that --stack is the stack of the receiver and that its deployment has finished.'
        : `Choose one with --app: ${known}.`,
  });
}

async function describe(client: CloudFormationClient, name: string) {
  try {
    const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName: name }));
    if (stack === undefined) throw await unknownStack(client, name);
    const outputs = new Map(stack.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    return { outputs, status: stack.StackStatus ?? 'unknown' };
  } catch (error) {
    // CloudFormation has no specific error code for this.
    if (Error.isError(error) && error.name === 'ValidationError') throw await unknownStack(client, name);
    throw error;
  }
}

async function unknownStack(client: CloudFormationClient, name: string): Promise<CliError> {
  const region = await client.config.region();
  return new CliError('STACK_UNKNOWN', {
    message: `the stack ${name} does not exist in ${region}`,
    hint: 'Check --stack, --region and --profile. If the stack is not deployed yet, run `npx cdk deploy --all`.',
  });
}

/** The parts of a template with the environment of the functions and the desired subscriptions. */
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
  const reported = (await readTemplate(client, name)).map(({ Metadata }) => Metadata?.[DESIRED_STATE_METADATA]);
  return reported.find((value) => value !== undefined);
}

async function readWindow(client: CloudFormationClient, name: string): Promise<number | undefined> {
  try {
    const reported = (await readTemplate(client, name)).map(
      ({ Properties }) => Properties?.Environment?.Variables?.['DEDUPE_WINDOW_SECONDS'],
    );
    const seconds = Number(reported.find((value) => value !== undefined));
    return seconds > 0 ? seconds : undefined;
  } catch {
    return undefined; // the caller reports the option to use instead
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
    return []; // optional information, so do not fail
  }
}
