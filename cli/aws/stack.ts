import { GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { isObject, member, textAt, type Json, type JsonObject } from '../../src/json/json.ts';
import { DESIRED_STATE_METADATA } from '../../src/graph/resources/desired-subscriptions.ts';
import type { ReceiverOutput } from '../../src/receiver-output/receiver-output.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { CliError } from '../errors/cli-error.ts';

/** The members of the receiver's output that the commands need. */
export type OutputName = keyof ReceiverOutput &
  ('archiveBucketName' | 'claimTableName' | 'deadLetterQueueUrl' | 'eventBusName' | 'queueUrl');

/** The members that only some receivers have. */
export type OptionalOutputName = OutputName | 'storyInsightsTableName';

/** An app of the receiver. */
export interface DeployedApp {
  /** The app's key in the configuration, which is the last segment of its callback URL. */
  readonly key: string;
  readonly callbackUrl: string;
  /** The ARN of the secret with the app secret and the verify token. */
  readonly secretArn: string;
  /** True if the callback URL requires Meta's client certificate. */
  readonly mutualTls: boolean;
}

/** A deployed receiver, and its stack. */
export interface ReceiverStack {
  /** The name of the stack. */
  readonly name: string;
  /** The id of the receiver. */
  readonly id: string;
  /** The namespace of the receiver: the first part of the names of its alarms. */
  readonly namespace: string;
  /** The stack status, e.g. `UPDATE_COMPLETE`. */
  readonly status: string;
  /**
   * Reads a member of the receiver's output.
   * @throws {@link CliError} OUTPUT_MISSING
   */
  output(name: OutputName): string;
  /** Reads a member that not every receiver has. */
  optionalOutput(name: OptionalOutputName): string | undefined;
  /** Returns the apps, `meta` first. */
  apps(): readonly DeployedApp[];
  /**
   * Finds an app by its key. Without a key, returns the only app.
   * @throws {@link CliError} APP_UNKNOWN
   */
  app(key: string | undefined): DeployedApp;
  /** The deployed deduplication window in seconds; undefined if the output does not contain it. */
  readonly dedupeWindowSeconds: number | undefined;
  /**
   * Reads the desired subscriptions by app key, from the metadata {@link DESIRED_STATE_METADATA} of the receiver's API.
   * Undefined if the receiver desires nothing.
   */
  desiredMetadata(): Promise<Json | undefined>;
  /** The log groups of ingress and worker; empty if the output does not contain them. */
  readonly logGroups: readonly string[];
}

/** A receiver, as its output describes it. */
export interface DescribedReceiver {
  readonly stack: string;
  readonly status: string;
  readonly id: string;
  readonly document: JsonObject;
}

/** Creates the receiver from its output. */
export function createReceiverStack(client: CloudFormationClient, receiver: DescribedReceiver): ReceiverStack {
  const { stack: name, status, id, document } = receiver;
  const seconds = document['dedupeWindowSeconds'];
  const apps = listApps(document['apps']);
  let desired: Promise<Json | undefined> | undefined;
  return {
    ...{ name, status, id },
    namespace: textAt(document, 'namespace') ?? name,
    output: (output) => {
      const value = textAt(document, output);
      if (value !== undefined && value !== '') return value;
      throw new CliError('OUTPUT_MISSING', {
        message: `the receiver ${id} of ${name} (${status}) has no ${output} in its output`,
        hint: 'Run `npx cdk deploy --all`: the deployment is older than this command.',
      });
    },
    optionalOutput: (output) => textAt(document, output),
    apps: () => apps,
    app: (key) => findApp(apps, key, name),
    dedupeWindowSeconds: typeof seconds === 'number' && seconds > 0 ? seconds : undefined,
    desiredMetadata: async () => (desired ??= readDesiredMetadata(client, receiver)),
    logGroups: ['ingressLogGroupName', 'workerLogGroupName']
      .map((group) => textAt(document, group))
      .filter((group) => group !== undefined),
  };
}

/** Returns a stack whose apps have another callback URL: your own domain or a proxy. */
export function behindCallbackUrl(stack: ReceiverStack, callbackUrl: string | undefined): ReceiverStack {
  return callbackUrl === undefined ? stack : { ...stack, app: (key) => ({ ...stack.app(key), callbackUrl }) };
}

function listApps(apps: Json | undefined): readonly DeployedApp[] {
  return Object.entries(isObject(apps) ? apps : {})
    .map(([key, app]) => ({
      key,
      callbackUrl: textAt(app, 'callbackUrl') ?? '',
      secretArn: textAt(app, 'secretArn') ?? '',
      mutualTls: member(app, 'mutualTls') === true,
    }))
    .sort((a, b) => Number(b.key === 'meta') - Number(a.key === 'meta') || a.key.localeCompare(b.key, 'en'));
}

function findApp(apps: readonly DeployedApp[], key: string | undefined, stack: string): DeployedApp {
  const found = key === undefined && apps.length === 1 ? apps[0] : apps.find((app) => app.key === key);
  if (found) return found;
  const keys = apps.map((app) => app.key);
  const [near] = nearestNames(key ?? '', keys);
  const meant = near === undefined ? '' : `; did you mean ${near}?`;
  throw new CliError('APP_UNKNOWN', {
    message: key === undefined ? `the stack ${stack} has several apps` : `the stack ${stack} has no app ${key}${meant}`,
    hint: `Choose one with --app: ${keys.join(', ')}.`,
  });
}

/** The parts of a template with the desired subscriptions. */
interface Template {
  readonly Resources?: Readonly<Record<string, { readonly Metadata?: Readonly<Record<string, Json>> }>>;
}

async function readDesiredMetadata(
  client: CloudFormationClient,
  { stack, id }: DescribedReceiver,
): Promise<Json | undefined> {
  const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
  const { Resources = {} } = JSON.parse(TemplateBody) as Template;
  const all = Object.values(Resources).map(({ Metadata }) => Metadata?.[DESIRED_STATE_METADATA]);
  return member(
    all.find((metadata) => textAt(metadata, 'receiver') === id),
    'apps',
  );
}
