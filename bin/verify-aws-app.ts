import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, DefaultStackSynthesizer, Tags } from 'aws-cdk-lib/core';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { MetaWebhooksMonitoringStack } from '../lib/meta-webhooks-monitoring-stack.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';

/**
 * The app of `npm run verify:aws`: both stacks under a name of the run, with one consumer. The name is in the tags of
 * all resources and is the prefix of the assets in the CDK bucket, so that the run can find and delete them.
 */
const app = new App();
const name = app.node.getContext('verifyName') as string;
const tags = { [app.node.getContext('verifyTag') as string]: name };
for (const [key, value] of Object.entries(tags)) Tags.of(app).add(key, value);

const configuration = readConfiguration(app.node.tryGetContext('metaWebhooks'));
const synthesizer = (): DefaultStackSynthesizer => new DefaultStackSynthesizer({ bucketPrefix: `${name}/` });
const receiver = new MetaWebhooksStack(app, name, { configuration, tags, synthesizer: synthesizer() });
receiver.onChange('Feed', { detailType: 'page.feed', target: new Queue(receiver, 'VerifyQueue') });
new MetaWebhooksMonitoringStack(app, `${name}-Monitoring`, {
  configuration,
  tags,
  pipeline: receiver,
  synthesizer: synthesizer(),
});
