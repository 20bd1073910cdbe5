import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../lib/configuration/rules.ts';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

const app = new App();
// Checks every stack of this app against the AWS Solutions rules. A finding without an acknowledged reason fails the
// synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
try {
  const configuration = readConfiguration(app.node.tryGetContext('metaWebhooks'));
  const receiver = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration });
  // Add your consumers here, for example the one that logs which changes arrive:
  //   const detailType = ['instagram.comments', 'page.feed'] as const;
  //   receiver.addConsumer('LogChanges', { detailType, entry: 'consumers/log-changes.ts' });
  // The next line monitors the consumers above it.
  new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline: receiver });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}
