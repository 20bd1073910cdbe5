import { App } from 'aws-cdk-lib/core';
import { ConfigurationError } from '../lib/configuration/rules.ts';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

const app = new App();
try {
  const configuration = readConfiguration(app.node.tryGetContext('metaWebhooks'));
  new MetaWebhooksStack(app, 'MetaWebhooks', { configuration });
  // Consumers of yours: `const receiver = new …` above, then receiver.onChange(…), see the README.
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}
