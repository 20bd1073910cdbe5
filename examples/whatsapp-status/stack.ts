import { join } from 'node:path';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { ChangeConsumer, type IMetaWebhooks } from 'meta-webhooks-aws';
import { STATUS_TABLE } from './message-status.ts';

export interface WhatsAppStatusProps {
  readonly webhooks: IMetaWebhooks;
  /**
   * How long a status is kept. A message id contains the phone number.
   * @default Duration.days(90)
   */
  readonly keep?: Duration;
}

/** Stores the status of WhatsApp messages in a table, which is retained when the stack is deleted. */
export class WhatsAppStatus extends Construct {
  readonly table: Table;

  constructor(scope: Construct, id: string, { webhooks, keep = Duration.days(90) }: WhatsAppStatusProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: STATUS_TABLE.message, type: AttributeType.STRING },
      sortKey: { name: STATUS_TABLE.participant, type: AttributeType.STRING },
      timeToLiveAttribute: STATUS_TABLE.expiresAt,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, // Meta does not send a status again
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const consumer = new ChangeConsumer(this, 'Consumer', {
      webhooks,
      detailType: 'whatsapp_business_account.messages',
      kinds: ['status'],
      entry: join(import.meta.dirname, 'index.ts'),
      description: 'Stores the status of WhatsApp messages',
      timeout: Duration.seconds(15),
      environment: {
        TABLE_NAME: this.table.tableName,
        KEEP_SECONDS: String(keep.toSeconds()),
        POWERTOOLS_SERVICE_NAME: 'whatsapp-status',
      },
      idempotency: false, // the conditional write of the table already handles repeated events
      largeValues: false, // a status is shorter
    });
    consumer.function.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:PutItem'], resources: [this.table.tableArn] }),
    );
    new CfnOutput(this, 'TableName', {
      value: this.table.tableName,
      description: 'Table of the status of WhatsApp messages',
    });
  }
}
