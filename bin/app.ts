import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError } from '../lib/configuration/rules.ts';
import { findConfiguration } from '../lib/configuration/find-configuration.ts';
import { MetaWebhooksMonitoringStack } from '../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

const app = new App();
// Checks every stack of this app against the AWS Solutions rules. A finding without an acknowledged reason fails the
// synthesis.
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
try {
  const context = app.node.getAllContext() as Readonly<Record<string, unknown>>;
  const { configuration, source } = findConfiguration(context, readCdkJson());
  console.error(source);
  const receiver = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration });
  // Add your consumers here, for example the one that logs which changes arrive. They are monitored too.
  //   const detailType = ['instagram.comments', 'page.feed'] as const;
  //   receiver.addConsumer('LogChanges', { detailType, entry: 'consumers/log-changes.ts' });
  new MetaWebhooksMonitoringStack(app, 'MetaWebhooksMonitoring', { configuration, pipeline: receiver });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}

/** The CDK starts the app in the folder of its cdk.json. */
function readCdkJson(): string | undefined {
  try {
    return readFileSync('cdk.json', 'utf8');
  } catch {
    return undefined; // started without the CDK
  }
}
