import { TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Annotations, ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
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
    this.key = new Key(this, 'Key', {
      description: `${Stack.of(this).stackName}: encrypts Meta's webhooks at rest`,
      enableKeyRotation: true,
      rotationPeriod: Duration.days(365),
      pendingWindow: Duration.days(30),
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }
}

/**
 * Adds to the policy of a key what CloudWatch Logs and EventBridge need for a receiver. CDK cannot change the policy of
 * an imported key: then it prints a warning with what that policy must allow.
 */
export function allowServices(scope: Construct, key: IKey, namespace: string): void {
  const { account, region } = Stack.of(scope);
  const statements = [
    allow(`logs.${region}.amazonaws.com`, LOG_ACTIONS, {
      ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroupArns(scope, namespace) },
    }),
    // EventBridge sends events to the mention queue and to the dead-letter queues of `onChange`. AWS does not document
    // whether KMS receives the account of the rule with these calls, so the account counts only if it is present. SQS
    // always sends the queue as the encryption context.
    allow('events.amazonaws.com', SEND_ACTIONS, {
      StringEqualsIfExists: { 'aws:SourceAccount': account },
      ArnLike: { 'kms:EncryptionContext:aws:sqs:arn': Stack.of(scope).formatArn({ service: 'sqs', resource: '*' }) },
    }),
  ];
  if (statements.map((statement) => key.addToResourcePolicy(statement).statementAdded).every(Boolean)) return;
  Annotations.of(scope).addWarningV2(
    'meta-webhooks-aws:imported-key',
    `Allow logs.<region>.amazonaws.com ${LOG_ACTIONS.join(', ')} and events.amazonaws.com ${SEND_ACTIONS.join(', ')} ` +
      'in the policy of the encryption key: CDK cannot change the policy of an imported key.',
  );
}

/** Returns the ARNs of the log groups. CloudFormation's generated names start with the name of the stack. */
function logGroupArns(scope: Construct, namespace: string): string[] {
  const stack = Stack.of(scope);
  const names = [`${stack.stackName}-*`, accessLogGroupName(namespace)];
  return names.map((resourceName) =>
    stack.formatArn({
      service: 'logs',
      resource: 'log-group',
      resourceName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    }),
  );
}

type Conditions = Record<string, Record<string, string | string[]>>;

function allow(service: string, actions: string[], conditions: Conditions): PolicyStatement {
  return new PolicyStatement({
    effect: Effect.ALLOW,
    principals: [new ServicePrincipal(service)],
    actions,
    resources: ['*'],
    conditions,
  });
}

/**
 * Returns the name of the log group of the API's access log. For each access log outside `/aws/vendedlogs/`, API
 * Gateway extends one resource policy of the account, which is limited to 5,120 characters.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export const accessLogGroupName = (namespace: string): string => `/aws/vendedlogs/apigateway/${namespace}`;

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
