import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import type { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { policyStatement } from '../policy-statement.ts';
import { TABLE_ACTIONS, tableEncryption, grantViaService } from '../constructs/customer-key.ts';

const ID = 'Idempotency';

/**
 * What Powertools needs. @see
 * https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/#iam-permissions (2.35.0)
 */
const ACTIONS = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];

export interface IdempotencyTableProps {
  /** How long a change is remembered. */
  readonly window: Duration;
  /** @default - DynamoDB's own */
  readonly key?: IKey;
}

/**
 * Remembers for one function which changes it has done, as the wrapper `changeHandler` wants it. It belongs to the
 * function: what it holds is of no use without it, and can be lost at the price of some changes done twice, so it goes
 * with it and has no backups.
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
    if (key) target.addToRolePolicy(grantViaService(key, TABLE_ACTIONS, ['dynamodb']));
  }

  /** Makes the function's table, if it has none yet: it may take changes of several fields. */
  static of(target: LambdaFunction, props: IdempotencyTableProps): IdempotencyTable {
    return (target.node.tryFindChild(ID) as IdempotencyTable | undefined) ?? new IdempotencyTable(target, ID, props);
  }
}
