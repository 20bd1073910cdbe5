import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { policyStatement } from '../policy-statement.ts';
import { TABLE_ACTIONS, tableEncryption } from '../constructs/customer-key.ts';
import { permitKeyFirst } from '../constructs/key-policy.ts';

const ID = 'Idempotency';

/**
 * Actions that Powertools needs. @see
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/#iam-permissions (2.35.0)
 */
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

/** Properties of an idempotency table. */
export interface IdempotencyTableProps {
  /** Time for which a change is remembered. */
  readonly window: Duration;
  /** @default - the AWS owned key of DynamoDB */
  readonly key?: IKey;
}

/**
 * Remembers the changes that one function has processed, for the wrapper `changeHandler`. It is deleted with the
 * function and has no backups: if it is lost, the function processes some changes twice.
 */
export class IdempotencyTable extends Construct {
  readonly table: Table;

  constructor(target: LambdaFunction, id: string, { window, key }: IdempotencyTableProps) {
    super(target, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'id', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiration',
      ...tableEncryption(key),
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'It holds hashes that expire within weeks. If they are lost, some changes are processed twice; ' +
        'a backup would not help.',
    });
    target.addEnvironment('IDEMPOTENCY_TABLE_NAME', this.table.tableName);
    target.addEnvironment('IDEMPOTENCY_WINDOW_SECONDS', String(window.toSeconds()));
    target.addToRolePolicy(policyStatement(ACTIONS, [this.table.tableArn]));
    if (key) permitKeyFirst(target, { key, actions: TABLE_ACTIONS, services: ['dynamodb'], before: [this.table] });
  }

  /** Returns the table of a function, and creates it for the first of its fields. */
  static of(target: LambdaFunction, props: IdempotencyTableProps): IdempotencyTable {
    return (target.node.tryFindChild(ID) as IdempotencyTable | undefined) ?? new IdempotencyTable(target, ID, props);
  }
}
