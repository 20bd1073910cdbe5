import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { paginateListTables } from '@aws-sdk/client-dynamodb';
import { ListEventBusesCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { ListBucketsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import { paginateListQueues } from '@aws-sdk/client-sqs';
import { dynamoDb, endpoint, eventBridge, s3, secretsManager, sqs } from './deployment.ts';
import { listRoles } from './role-policies.ts';
import { signedFetch } from './signed-fetch.ts';

/**
 * Lists every resource of the emulator that this project can make, in every stack and outside. A KMS key that is
 * scheduled for deletion is not in the list: KMS deletes none sooner than after 7 days.
 * @returns kind and id, sorted
 */
export async function listResources(): Promise<string[]> {
  const kinds: Readonly<Record<string, () => Promise<string[]>>> = {
    stack: listStacks,
    queue: async () =>
      (await all(paginateListQueues({ client: sqs }, { MaxResults: 1_000 }))).flatMap((page) => page.QueueUrls ?? []),
    table: async () =>
      (await all(paginateListTables({ client: dynamoDb }, {}))).flatMap((page) => page.TableNames ?? []),
    bucket: listBuckets,
    'CDK asset': listAssets,
    secret: async () => {
      const pages = await all(paginateListSecrets({ client: secretsManager }, { IncludePlannedDeletion: true }));
      return pages.flatMap(({ SecretList = [] }) => SecretList.map(({ ARN = '' }) => ARN));
    },
    rule: listRules,
    role: async () => listRoles(endpoint),
    function: async () => listByPath('lambda', '/2015-03-31/functions/', ['Functions', 'FunctionName']),
    'event source mapping': async () =>
      listByPath('lambda', '/2015-03-31/event-source-mappings/', ['EventSourceMappings', 'UUID']),
    API: async () => listByPath('apigateway', '/v2/apis', ['items', 'apiId']),
    'log group': async () => listByTarget('logs', 'Logs_20140328.DescribeLogGroups', ['logGroups', 'logGroupName']),
    'KMS key': listKeys,
  };
  const listed = await Promise.all(
    Object.entries(kinds).map(async ([kind, list]) => (await list()).map((id) => `${kind} ${id}`)),
  );
  return listed.flat().sort();
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

async function listStacks(): Promise<string[]> {
  const { StackSummaries = [] } = await new CloudFormationClient().send(new ListStacksCommand({}));
  return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').map(
    ({ StackName = '' }) => StackName,
  );
}

async function listBuckets(): Promise<string[]> {
  const { Buckets = [] } = await s3.send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name);
}

async function listAssets(): Promise<string[]> {
  const Bucket = (await listBuckets()).find((bucket) => bucket.startsWith('cdk-')) ?? '';
  const pages = await all(paginateListObjectsV2({ client: s3 }, { Bucket }));
  return pages.flatMap(({ Contents = [] }) => Contents.map(({ Key = '' }) => Key));
}

async function listRules(): Promise<string[]> {
  const { EventBuses = [] } = await eventBridge.send(new ListEventBusesCommand({}));
  const rules = await Promise.all(
    EventBuses.map(async ({ Name: EventBusName }) => {
      const { Rules = [] } = await eventBridge.send(new ListRulesCommand({ EventBusName }));
      return [`bus ${EventBusName}`, ...Rules.map(({ Name }) => `${EventBusName} ${Name}`)];
    }),
  );
  return rules.flat();
}

async function listKeys(): Promise<string[]> {
  const keys = await listByTarget('kms', 'TrentService.ListKeys', ['Keys', 'KeyId']);
  const states = await Promise.all(
    keys.map(async (KeyId) => {
      const answer = await callTarget('kms', 'TrentService.DescribeKey', { KeyId });
      return (answer['KeyMetadata'] as { readonly KeyState: string }).KeyState;
    }),
  );
  return keys.filter((_, i) => states[i] !== 'PendingDeletion');
}

type Member = readonly [list: string, id: string];

async function listByPath(service: string, path: string, member: Member): Promise<string[]> {
  return readIds(JSON.parse(await signedFetch(endpoint, { service, method: 'GET', path })), member);
}

async function listByTarget(service: string, target: string, member: Member): Promise<string[]> {
  return readIds(await callTarget(service, target, {}), member);
}

async function callTarget(service: string, target: string, input: object): Promise<Record<string, unknown>> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  const answer = await signedFetch(endpoint, { service, headers, body: JSON.stringify(input) });
  return JSON.parse(answer) as Record<string, unknown>;
}

const readIds = (answer: unknown, [list, id]: Member): string[] =>
  (answer as Record<string, Record<string, string>[]>)[list]!.map((item) => item[id]!);
