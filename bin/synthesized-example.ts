import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App } from 'aws-cdk-lib/core';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

/** Templates of both stacks, synthesized with one consumer. */
export interface SynthesizedExample {
  readonly pipeline: unknown;
  readonly monitoring: unknown;
  /** Namespace of the receiver's metrics. */
  readonly namespace: string;
}

/**
 * Synthesizes both stacks with one consumer and placeholders for the functions' code.
 * @param context - the context of cdk.json
 * @param metaWebhooks - the configuration
 */
export function synthesizeExample(
  context: Readonly<Record<string, unknown>>,
  metaWebhooks?: unknown,
): SynthesizedExample {
  const app = new App({ context: { ...context }, builtinCloudFormationValidation: false });
  const configuration = readConfiguration(metaWebhooks);
  const code = (): Code => Code.fromInline('exports.handler = async () => {};');
  const pipeline = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration, code });
  pipeline.onChange('Comments', {
    detailType: 'instagram.comments',
    target: new Queue(pipeline, 'CommentsQueue'),
  });
  const monitoring = new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline });
  const assembly = app.synth();
  return {
    pipeline: assembly.getStackByName(pipeline.stackName).template,
    monitoring: assembly.getStackByName(monitoring.stackName).template,
    namespace: pipeline.stackName,
  };
}
