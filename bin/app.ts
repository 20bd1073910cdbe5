import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../lib/configuration/rules.ts';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

const app = new App();
// Holds every stack of this app against AWS's rules: a finding that nobody acknowledged with a reason stops the
// synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
try {
  const configuration = readConfiguration(app.node.tryGetContext('metaWebhooks'));
  const receiver = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration });
  // Consumers of yours: receiver.onChange(…), see the README. Above the next line, which watches what there is by then.
  new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline: receiver });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}
