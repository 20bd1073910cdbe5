import { DeleteTableCommand, paginateListTables } from '@aws-sdk/client-dynamodb';
import { DeleteQueueCommand, paginateListQueues } from '@aws-sdk/client-sqs';
import { DeleteSecretCommand, paginateListSecrets } from '@aws-sdk/client-secrets-manager';
import pMap from 'p-map';
import { listJson } from '../call-json.ts';
import { RUN_TAG } from '../run-name.ts';
import { deleteBucket, deleteObjects, findBuckets, listObjectVersions } from './buckets.ts';
import type { CleanUpPlace } from './clean-up-place.ts';

/** A kind of resource that stays after its stack is deleted, or that never was in a stack. */
export interface RemainingKind {
  /** Name of the kind, e.g. `queue`. */
  readonly kind: string;
  /** What the removal does, for the report. */
  readonly done: string;
  /** Finds the resources of the runs by their name or tag. @returns what `remove` needs */
  readonly find: (place: CleanUpPlace) => Promise<readonly string[]>;
  readonly remove: (place: CleanUpPlace, id: string) => Promise<unknown>;
}

const CONCURRENT_KEYS = 5;
/** The shortest time that KMS allows. */
const KEY_DELETION_DAYS = 7;

/** All of them. Each is found again after a run that was killed, because its name or tag says so. */
export const REMAINING_KINDS: readonly RemainingKind[] = [
  {
    kind: 'queue',
    done: 'deleted',
    find: async ({ aws: { sqs }, prefix }) => {
      const queues = await all(paginateListQueues({ client: sqs }, { QueueNamePrefix: prefix, MaxResults: 1_000 }));
      return queues.flatMap(({ QueueUrls = [] }) => QueueUrls);
    },
    remove: async ({ aws }, QueueUrl) => aws.sqs.send(new DeleteQueueCommand({ QueueUrl })),
  },
  {
    kind: 'table',
    done: 'deleted',
    find: async ({ aws: { dynamoDb }, prefix }) => {
      const tables = await all(paginateListTables({ client: dynamoDb }, {}));
      return tables.flatMap(({ TableNames = [] }) => TableNames).filter((table) => table.startsWith(prefix));
    },
    remove: async ({ aws }, TableName) => aws.dynamoDb.send(new DeleteTableCommand({ TableName })),
  },
  { kind: 'bucket', done: 'deleted', find: findBuckets, remove: deleteBucket },
  {
    kind: 'CDK asset',
    done: 'deleted',
    find: async ({ aws: { s3 }, account: { assetBucket }, prefix }) => [
      ...new Set((await listObjectVersions(s3, assetBucket, prefix)).map(({ Key }) => Key)),
    ],
    remove: async ({ aws: { s3 }, account: { assetBucket } }, key) => deleteObjects(s3, assetBucket, key),
  },
  {
    kind: 'secret',
    done: 'deleted without recovery',
    find: findSecrets,
    remove: async ({ aws }, SecretId) =>
      aws.secretsManager.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true })),
  },
  {
    kind: 'log group',
    done: 'deleted',
    find: findLogGroups,
    remove: async ({ aws: { callJson } }, logGroupName) => callJson('logs', 'DeleteLogGroup', { logGroupName }),
  },
  {
    kind: 'KMS key',
    done: `scheduled for deletion in ${KEY_DELETION_DAYS} days, the shortest time that KMS allows; free until then`,
    find: findKeys,
    remove: async ({ aws: { callJson } }, KeyId) =>
      callJson('kms', 'ScheduleKeyDeletion', { KeyId, PendingWindowInDays: KEY_DELETION_DAYS }),
  },
];

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(page);
  return found;
}

/** CloudFormation names a secret after its logical id, so the tag tells whose it is. */
async function findSecrets({ aws: { secretsManager }, prefix }: CleanUpPlace): Promise<readonly string[]> {
  const filter = { Filters: [{ Key: 'tag-key' as const, Values: [RUN_TAG] }] };
  const pages = await all(paginateListSecrets({ client: secretsManager }, filter));
  const secrets = pages.flatMap(({ SecretList = [] }) => SecretList);
  return secrets
    .filter(({ Tags = [] }) => Tags.some(({ Key, Value = '' }) => Key === RUN_TAG && Value.startsWith(prefix)))
    .map(({ ARN = '' }) => ARN);
}

async function findLogGroups({ aws: { callJson }, prefix }: CleanUpPlace): Promise<readonly string[]> {
  const places = ['', '/aws/lambda/', '/aws/vendedlogs/apigateway/'];
  const found = await Promise.all(
    places.map(async (place) =>
      listJson<{ readonly logGroupName: string }>(callJson, ['logs', 'DescribeLogGroups', 'logGroups'], {
        logGroupNamePrefix: `${place}${prefix}`,
      }),
    ),
  );
  return found.flat().map(({ logGroupName }) => logGroupName);
}

interface KeyTag {
  readonly TagKey: string;
  readonly TagValue: string;
}

async function findKeys({ aws: { callJson }, prefix }: CleanUpPlace): Promise<readonly string[]> {
  const keys = await listJson<{ readonly KeyId: string }>(callJson, ['kms', 'ListKeys', 'Keys']);
  const isOurs = async (KeyId: string): Promise<boolean> => {
    try {
      const tags = await listJson<KeyTag>(callJson, ['kms', 'ListResourceTags', 'Tags'], { KeyId });
      if (!tags.some(({ TagKey, TagValue }) => TagKey === RUN_TAG && TagValue.startsWith(prefix))) return false;
      const { KeyMetadata } = await callJson('kms', 'DescribeKey', { KeyId });
      return (KeyMetadata as { readonly KeyState: string }).KeyState !== 'PendingDeletion';
    } catch {
      return false; // a key whose policy does not even let this user read its tags is not of a run
    }
  };
  const found = await pMap(keys, async ({ KeyId }) => ((await isOurs(KeyId)) ? [KeyId] : []), {
    concurrency: CONCURRENT_KEYS,
  });
  return found.flat();
}
