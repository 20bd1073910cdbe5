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
 * KMS actions of CloudWatch Logs. @see
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
 * KMS actions to send a message to an encrypted queue. @see
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
const SEND_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];

/**
 * Creates the customer managed key of a deployment, for secrets, queues, bucket, table and logs. KMS rotates it every
 * year and keeps the old key material. CloudFormation retains it, because retained data cannot be read without it.
 */
export class CustomerKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { account, stackName } = Stack.of(this);
    this.key = new Key(this, 'Key', {
      description: `${stackName}: encrypts Meta's webhooks at rest`,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    (this.key.node.defaultChild as CfnKey).overrideLogicalId('CustomerKey');
    this.serve(`logs.${Stack.of(this).region}.amazonaws.com`, LOG_ACTIONS, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': this.logGroups() },
    });
    // EventBridge sends events to the mention queue and to the dead-letter queues of `onChange`. AWS does not document
    // whether KMS receives the account of the rule with these calls, so the account counts only if it is present. SQS
    // always sends the queue as the encryption context.
    this.serve('events.amazonaws.com', SEND_ACTIONS, {
      StringEqualsIfExists: { 'aws:SourceAccount': account },
      ArnLike: { 'kms:EncryptionContext:aws:sqs:arn': Stack.of(this).formatArn({ service: 'sqs', resource: '*' }) },
    });
  }

  /** Returns the ARNs of the log groups. CloudFormation's generated names start with the name of the stack. */
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
 * Returns the name of the log group of the API's access log. For each access log outside `/aws/vendedlogs/`, API
 * Gateway extends one resource policy of the account, which is limited to 5,120 characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export function accessLogGroupName(scope: Construct): string {
  return `/aws/vendedlogs/apigateway/${Stack.of(scope).stackName}`;
}

/** KMS actions of a role for messages, objects and secrets, through the services that store them. */
export const DATA_ACTIONS = ['kms:Decrypt', 'kms:GenerateDataKey'];
/**
 * KMS actions of a role for tables. @see
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
 * Allows a role to use the key through the given services, but not directly.
 * @param services - names as in their endpoints, for example `sqs`
 */
export function grantViaService(key: IKey, actions: readonly string[], services: readonly string[]): PolicyStatement {
  const via = services.map((service) => `${service}.${Stack.of(key).region}.amazonaws.com`);
  return new PolicyStatement({
    actions: [...actions],
    resources: [key.keyArn],
    conditions: { StringEquals: { 'kms:ViaService': via } },
  });
}

/** Returns the encryption of a table: the customer managed key if there is one, otherwise DynamoDB's own key. */
export const tableEncryption = (key: IKey | undefined): Pick<TableProps, 'encryption' | 'encryptionKey'> =>
  key ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: key } : {};

/** Returns the encryption of a queue: the customer managed key if there is one, otherwise SQS's own key. */
export const queueEncryption = (key: IKey | undefined): Pick<QueueProps, 'encryption' | 'encryptionMasterKey'> =>
  key ? { encryption: QueueEncryption.KMS, encryptionMasterKey: key } : { encryption: QueueEncryption.SQS_MANAGED };
