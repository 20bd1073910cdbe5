/** The app of `npm run check:template` with each kind of consumer, in the stack of the receiver and in another one. */
import { Code } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, Stack } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration/configuration.ts';
import { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

const app = new App();
const code = (): Code => Code.fromInline('exports.handler = async () => {};');
const configuration = readConfiguration(app.node.tryGetContext('metaWebhooks'));
const receiver = new MetaWebhooksStack(app, 'MetaWebhooks', { configuration, code });
const other = new Stack(app, 'Consumers');
receiver.onChange('Crm', { detailType: 'page.leadgen', target: 'https://crm.example.com/leads' });
receiver.onChange('Ratings', { detailType: 'page.ratings', target: new Queue(other, 'Inbox', { enforceSSL: true }) });
receiver.addConsumer('LogChanges', {
  detailType: ['page.feed', 'page.messages'],
  kinds: ['feed', 'message'],
  entry: 'consumers/log-changes.ts',
});
