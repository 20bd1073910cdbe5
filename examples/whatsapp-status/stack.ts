import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { HandlerFunction } from '../../lib/constructs/handler-function.ts';
import { consumerCode } from '../../lib/lambda-bundle.ts';
import type { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

/** Keeps the furthest state of each WhatsApp message that was sent: sent, delivered, read, played or failed. */
export class WhatsAppStatus extends Construct {
  readonly table: Table;

  constructor(receiver: MetaWebhooksStack, id: string) {
    super(receiver, id);
    this.table = new Table(this, 'Table', { partitionKey: { name: 'message', type: AttributeType.STRING }, billingMode: BillingMode.PAY_PER_REQUEST });
    const handler = new HandlerFunction(this, 'Handler', {
      code: consumerCode(import.meta.dirname),
      description: 'Keeps the state of each message',
      memoryMb: 256,
      timeout: Duration.seconds(10),
      logRetention: RetentionDays.ONE_MONTH,
      environment: { TABLE_NAME: this.table.tableName },
    });
    handler.permit(['dynamodb:UpdateItem'], [this.table.tableArn]);
    receiver.onChange(`${id}Changes`, { object: 'whatsapp_business_account', field: 'messages', kinds: ['status'], target: handler.function });
  }
}
