import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tableEncryption } from './customer-key.ts';

/** Properties of the claim table. */
export interface ClaimTableProps {
  /** @default - the AWS owned key of DynamoDB */
  readonly key?: IKey;
}

/**
 * Remembers the emitted changes for the dedupe window. Losing its content loses no change, so it is deleted with the
 * stack and has no backups.
 *
 * It is a `Table`, not a `TableV2`: that creates a global table, which cdk-nag does not check and emulators support
 * less well.
 */
export class ClaimTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key }: ClaimTableProps = {}) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      ...tableEncryption(key),
      billingMode: BillingMode.PAY_PER_REQUEST,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason:
        'Claims are hashes that expire within weeks. Losing them causes duplicates but loses no change; a backup ' +
        'would not help.',
    });
  }
}
