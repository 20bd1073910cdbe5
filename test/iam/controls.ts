import type { Explanation } from './permissions.ts';

/** A permission that a deploy test takes from a role, to see that the log of decisions tells it. */
export interface Control extends Explanation {
  /** Output of the stack that names the resource. */
  readonly output: 'EventBusName' | 'ClaimTableName' | 'ArchiveBucketName' | 'DeliveryQueueUrl' | 'AppSecretArn';
  /** Function that asks only at a cold start. */
  readonly restarts?: 'Ingress';
}

const reason = 'a deploy test takes this permission away and puts it back';

const ALL: readonly Control[] = [
  {
    role: 'WorkerHandler',
    action: 'events:PutEvents',
    resource: 'arn:aws:events:us-east-1:000000000000:event-bus/*',
    output: 'EventBusName',
    reason,
  },
  {
    role: 'WorkerHandler',
    action: 'dynamodb:PutItem',
    resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/*',
    output: 'ClaimTableName',
    reason,
  },
  {
    role: 'WorkerHandler',
    action: 's3:PutObject',
    resource: 'arn:aws:s3:::*/*',
    output: 'ArchiveBucketName',
    reason,
  },
  {
    role: 'IngressHandler',
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:us-east-1:000000000000:*',
    output: 'DeliveryQueueUrl',
    reason,
  },
  {
    role: 'IngressHandler',
    action: 'secretsmanager:GetSecretValue',
    resource: 'arn:aws:secretsmanager:us-east-1:000000000000:secret:*',
    output: 'AppSecretArn',
    restarts: 'Ingress',
    reason,
  },
];

/** The permissions that this run takes away: one, or with `IAM_CONTROLS=all`, for a nightly run, each of the table. */
export const CONTROLS: readonly Control[] = process.env['IAM_CONTROLS'] === 'all' ? ALL : ALL.slice(0, 1);
