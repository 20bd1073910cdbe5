import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { CfnTable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tableEncryption } from './customer-key.ts';

export interface ClaimTableProps {
  /** @default - DynamoDB's own */
  readonly key?: IKey;
}

/**
 * Remembers which changes were emitted, for the dedupe window. Its content can be lost without losing a change, so it
 * goes with the stack and has no backups.
 *
 * `Table`, not `TableV2`: that one makes a global table, which cdk-nag does not look into and emulators know less well.
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
        'Claims are hashes that expire within weeks. Lost, they cost duplicates, not changes: a backup would be ' +
        'worth nothing.',
    });
    (this.table.node.defaultChild as CfnTable).overrideLogicalId('ClaimTable');
  }
}
