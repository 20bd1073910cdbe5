import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { LeastPrivilegeFunction } from '../../lib/constructs/least-privilege-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';
import { STATUS_TABLE } from './message-status.ts';

export interface WhatsAppStatusProps {
  /**
   * How long a status is kept. A message id contains the phone number.
   * @default Duration.days(90)
   */
  readonly keep?: Duration;
}

/** Stores the status of WhatsApp messages in a table, which is retained when the stack is deleted. */
export class WhatsAppStatus extends Construct {
  readonly table: Table;

  constructor(receiver: MetaWebhooksStack, id: string, { keep = Duration.days(90) }: WhatsAppStatusProps = {}) {
    super(receiver, id);
    this.table = new Table(this, 'Table', {
      partitionKey: { name: STATUS_TABLE.message, type: AttributeType.STRING },
      sortKey: { name: STATUS_TABLE.participant, type: AttributeType.STRING },
      timeToLiveAttribute: STATUS_TABLE.expiresAt,
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true }, // Meta does not send a status again
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Stores the status of WhatsApp messages',
      memorySize: 256,
      timeout: Duration.seconds(15),
      logRetention: RetentionDays.ONE_MONTH,
      environment: {
        TABLE_NAME: this.table.tableName,
        KEEP_SECONDS: String(keep.toSeconds()),
        POWERTOOLS_SERVICE_NAME: 'whatsapp-status',
      },
    });
    handler.grantActions(['dynamodb:PutItem'], [this.table.tableArn]);
    receiver.onChange(`${id}Changes`, {
      detailType: 'whatsapp_business_account.messages',
      kinds: ['status'],
      target: handler.function,
    });
    new CfnOutput(this, 'TableName', {
      value: this.table.tableName,
      description: 'Table of the status of WhatsApp messages',
    });
  }
}
