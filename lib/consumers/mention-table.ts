import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { tableEncryption } from '../constructs/customer-key.ts';

/** Properties of the mention table. */
export interface MentionTableProps {
  /** @default - the AWS owned key of DynamoDB */
  readonly key?: IKey;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Remembers permanently which mentions were answered. Without it a replay would answer them again, so CloudFormation
 * retains it.
 */
export class MentionTable extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { key, removalPolicy }: MentionTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt', // only dry runs and counters expire
      ...tableEncryption(key),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
  }
}
