import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { CfnKey, IKey } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';

/**
 * What CloudWatch Logs does with a key. @see
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
 */
const LOG_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];
/**
 * What puts a message into an encrypted queue. @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const SEND_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * The one key of a deployment whose owner wants to hold it: for secrets, queues, bucket, table and logs. A new backing
 * key every year; the old ones stay. It is kept when the stack goes, because what is retained cannot be read without
 * it.
 */
export class CustomerKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { account, stackName } = Stack.of(this);
    this.key = new Key(this, 'Key', {
      description: `${stackName}: Meta's webhooks at rest`,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    (this.key.node.defaultChild as CfnKey).overrideLogicalId('CustomerKey');
    this.serve(`logs.${Stack.of(this).region}.amazonaws.com`, LOG_ACTIONS, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.logGroups() },
    });
    // EventBridge, when it dead-letters in a dead-letter queue of `onChange` what a target did not take.
    this.serve('events.amazonaws.com', SEND_ACTIONS, { StringEquals: { 'aws:SourceAccount': account } });
  }

  /** The access log has a name of its own. CloudFormation names the others, and begins with the stack's name. */
  private logGroups(): string[] {
    const stack = Stack.of(this);
    const names = [`${stack.stackName}-*`, accessLogGroupName(this)];
    return names.map((resourceName) =>
      stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    );
  }

  private serve(
    service: string,
    actions: string[],
    conditions: Record<string, Record<string, string | string[]>>,
  ): void {
    this.key.addToResourcePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        principals: [new ServicePrincipal(service)],
        actions,
        resources: ['*'],
        conditions,
      }),
    );
  }
}

/**
 * Names the log group of the API's access log. For each access log outside of `/aws/vendedlogs/`, API Gateway extends
 * one resource policy of the account, which ends at 5,120 characters: then a stage with another log cannot be created.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export function accessLogGroupName(scope: Construct): string {
  return `/aws/vendedlogs/apigateway/${Stack.of(scope).stackName}`;
}

/** What a role needs for messages, objects and secrets, through the services that keep them. */
export const DATA_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];
/**
 * What it needs for tables. @see
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
 */
export const TABLE_ACTIONS = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

/**
 * Lets a role use the key, through these services and never by itself.
 * @param services - as in their host names, e.g. `sqs`
 */
export function grantViaService(key: IKey, actions: readonly string[], services: readonly string[]): PolicyStatement {
  const via = services.map((service) => `${service}.${Stack.of(key).region}.amazonaws.com`);
  return new PolicyStatement({
    actions: [...actions],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': via } },
  });
}

/** How a table is encrypted: with the customer's key where there is one, else with DynamoDB's own. */
export const tableEncryption = (key: IKey | undefined): Pick<TableProps, 'encryption' | 'encryptionKey'> =>
  key ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key } : {};

/** How a queue is encrypted: with the customer's key where there is one, else with SQS's own. */
export const queueEncryption = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED };
