import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { StackProps } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { Configuration } from './configuration/configuration.ts';
import { toMonitoringProps } from './configuration/to-props.ts';
import { MetaWebhooksMonitoring } from './meta-webhooks-monitoring.ts';
import type { MetaWebhooksStack } from './meta-webhooks-stack.ts';

/** Properties of the monitoring stack. */
export interface MetaWebhooksMonitoringStackProps extends StackProps {
  readonly configuration: Configuration;
  /** The stack to monitor, with its consumers. */
  readonly pipeline: MetaWebhooksStack;
}

/**
 * Creates the dashboard, alarms and saved queries in a separate stack, so that monitoring can change or be deleted
 * without a change of the pipeline. The stack reads the names of the pipeline's resources from outputs that CDK adds
 * there. These are weak references: neither stack blocks the deployment of the other.
 */
export class MetaWebhooksMonitoringStack extends Stack {
  readonly monitoring: MetaWebhooksMonitoring;

  constructor(scope: Construct, id: string, { configuration, pipeline, ...props }: MetaWebhooksMonitoringStackProps) {
    super(scope, id, { description: "meta-webhooks-aws: monitors the receiver of Meta's webhooks", ...props });
    const { webhooks } = pipeline;
    // CDK leaves the id `Default` out of logical ids.
    this.monitoring = new MetaWebhooksMonitoring(this, 'Default', { webhooks, ...toMonitoringProps(configuration) });
    const { dashboardUrl, alarmTopic } = this.monitoring;
    new CfnOutput(this, 'DashboardUrl', { value: dashboardUrl, description: 'CloudWatch dashboard of the receiver' });
    new CfnOutput(this, 'AlarmTopicArn', {
      value: alarmTopic.topicArn,
      description: 'SNS topic of the alarms: subscribe chat or a pager',
    });
  }
}
