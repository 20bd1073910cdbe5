import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Duration, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { STORY_TABLE } from '../../src/insights/story-reading.ts';
import { TABLE_ACTIONS, tableEncryption } from '../constructs/customer-key.ts';
import { LeastPrivilegeFunction } from '../constructs/least-privilege-function.ts';
import { ChangeRule } from './change-rule.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';

/** Time for one write with three attempts of two seconds each, and a cold start. */
const TIMEOUT = Duration.seconds(10);
const MEMORY_MB = 256;

/** Properties of the story insights. */
export interface StoryInsightsProps {
  readonly webhooks: IMetaWebhooks;
  readonly code: Code;
  readonly logRetention: RetentionDays;
  /** Stores nothing new and keeps everything. */
  readonly paused: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * Stores Instagram story insights, which Meta sends an hour after a story ends and does not keep. CloudFormation
 * retains the table, and you can restore it to any second of the last 35 days.
 */
export class StoryInsights extends Construct {
  readonly table: Table;
  readonly handler: LeastPrivilegeFunction;

  constructor(scope: Construct, id: string, props: StoryInsightsProps) {
    super(scope, id);
    const { encryptionKey: key } = props.webhooks;
    this.table = this.addTable(key, props.removalPolicy);
    this.handler = new LeastPrivilegeFunction(this, 'Handler', {
      code: props.code,
      description: 'Stores Instagram story insights',
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logRetention: props.logRetention,
      key,
      environment: { TABLE_NAME: this.table.tableName, POWERTOOLS_SERVICE_NAME: 'story-insights' },
    });
    this.handler.grantActions(['dynamodb:PutItem'], [this.table.tableArn]);
    if (key) this.handler.permitKey({ key, actions: TABLE_ACTIONS, services: ['dynamodb'], before: [this.table] });
    new ChangeRule(this, 'Changes', {
      webhooks: props.webhooks,
      detailType: 'instagram.story_insights',
      target: this.handler.function,
      enabled: !props.paused,
    });
  }

  private addTable(key: IKey | undefined, removalPolicy: RemovalPolicy): Table {
    const partitionKey = { name: STORY_TABLE.account, type: AttributeType.STRING };
    const table = new Table(this, 'Table', {
      partitionKey,
      sortKey: { name: STORY_TABLE.reading, type: AttributeType.STRING },
      ...tableEncryption(key),
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      removalPolicy,
    });
    // A local index can be created only with its table.
    table.addLocalSecondaryIndex({
      indexName: STORY_TABLE.byTime,
      sortKey: { name: STORY_TABLE.time, type: AttributeType.STRING },
    });
    return table;
  }
}
