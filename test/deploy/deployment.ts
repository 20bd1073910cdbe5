import { readFileSync } from 'node:fs';
import { CloudFormationClient, DescribeStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { APP_SECRET } from '../support/builders/meta.ts';
import { eventually } from './eventually.ts';
import { signedFetch } from './signed-fetch.ts';

const STACK = 'MetaWebhooks';

/** What the stack says about itself: docs and scripts rely on these names. */
export interface Outputs {
  readonly CallbackUrl: string;
  readonly AppSecretArn: string;
  readonly EventBusName: string;
  readonly DeliveryQueueUrl: string;
  readonly DeadLetterQueueUrl: string;
  readonly ClaimTableName: string;
  readonly ArchiveBucketName: string;
  readonly MentionQueueUrl: string;
  readonly MentionReviewQueueUrl: string;
  readonly MentionTableName: string;
}

/** A construct with a function. */
export type FunctionConstruct = 'Ingress' | 'Worker' | 'MentionReplies';

/** The emulator, e.g. `http://127.0.0.1:49152`. */
export const endpoint = fromLauncher('AWS_ENDPOINT_URL');
export const outputs = (
  JSON.parse(readFileSync(fromLauncher('DEPLOY_TEST_OUTPUTS'), 'utf8')) as Record<
    typeof STACK,
    Outputs & Readonly<Record<string, string>>
  >
)[STACK];

/** Files of this run: what the emulator decided about the roles, and what each deployment granted them. */
export const iamLog = {
  decisions: fromLauncher('DEPLOY_TEST_DECISIONS'),
  grants: fromLauncher('DEPLOY_TEST_GRANTS'),
} as const;

export const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
export const s3 = new S3Client({ forcePathStyle: true });
export const dynamoDb = new DynamoDBClient();
export const eventBridge = new EventBridgeClient();
export const secretsManager = new SecretsManagerClient();

/** The content of an app's secret. */
interface AppSecretContent {
  readonly appSecret: string;
  readonly verifyToken: string;
}

export async function readSecret(): Promise<AppSecretContent> {
  const { SecretString = '{}' } = await secretsManager.send(
    new GetSecretValueCommand({ SecretId: outputs.AppSecretArn }),
  );
  return JSON.parse(SecretString) as AppSecretContent;
}

/** Stores an app secret beside the generated verify token, as the README tells the user to. */
export async function putAppSecret(appSecret: string): Promise<void> {
  const SecretString = JSON.stringify({ ...(await readSecret()), appSecret });
  await secretsManager.send(new PutSecretValueCommand({ SecretId: outputs.AppSecretArn, SecretString }));
}

/** Stores none, as after the deployment: neither now nor in the version before, which would still count. */
export async function forgetAppSecret(): Promise<void> {
  await putAppSecret('');
  await putAppSecret('');
}

/** What most rules begin with: the app secret of the fixtures is stored, and ingress knows of no other. */
export async function readyForMeta(): Promise<void> {
  await putAppSecret(APP_SECRET);
  await restart('Ingress');
}

/**
 * Ends every environment of a function, so that its next invocation is a cold start.
 * @param variables - added to the function's environment until the next restart
 */
export async function restart(
  construct: FunctionConstruct,
  variables: Readonly<Record<string, string>> = {},
): Promise<void> {
  const name = await functionName(construct);
  const deployed = deployedVariables.get(name) ?? (await functionConfiguration(name)).Environment.Variables;
  deployedVariables.set(name, deployed);
  await signedFetch(endpoint, {
    service: 'lambda',
    method: 'PUT',
    path: configurationPath(name),
    body: JSON.stringify({ Environment: { Variables: { ...deployed, ...variables } } }),
  });
  await eventually(async () => (await functionConfiguration(name)).LastUpdateStatus === 'Successful');
}

const deployedVariables = new Map<string, Record<string, string>>();

interface FunctionConfiguration {
  readonly LastUpdateStatus: string;
  readonly Environment: { readonly Variables: Record<string, string> };
}

const configurationPath = (name: string): string => `/2015-03-31/functions/${name}/configuration`;

async function functionConfiguration(name: string): Promise<FunctionConfiguration> {
  const answer = await signedFetch(endpoint, { service: 'lambda', method: 'GET', path: configurationPath(name) });
  return JSON.parse(answer) as FunctionConfiguration;
}

export async function functionName(construct: FunctionConstruct): Promise<string> {
  return physicalId('AWS::Lambda::Function', construct);
}

/** The physical id of the only resource of this type whose logical id starts so; of a queue its URL. */
export async function physicalId(type: string, idPrefix: string): Promise<string> {
  const { StackResources = [] } = await new CloudFormationClient().send(
    new DescribeStackResourcesCommand({ StackName: STACK }),
  );
  const found = StackResources.find(
    ({ ResourceType, LogicalResourceId }) => ResourceType === type && LogicalResourceId?.startsWith(idPrefix),
  );
  if (!found?.PhysicalResourceId) throw new Error(`the stack has no ${type} ${idPrefix}`);
  return found.PhysicalResourceId;
}

function fromLauncher(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error('these tests want a deployed stack: run them with `npm run test:deploy`');
  return value;
}
