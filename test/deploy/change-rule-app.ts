/**
 * The app of change-rule.test.ts. Without `-c busName=…`: a receiver with rules in its own stack and in another stack.
 * With it: another app, which knows the receiver only by the name of its bus.
 */
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { App, CfnOutput, Stack } from 'aws-cdk-lib/core';
import { readConfiguration } from '../../lib/configuration/configuration.ts';
import { addChangeRule } from '../../lib/consumers/change-rule.ts';
import type { IMetaWebhooks } from '../../lib/meta-webhooks-interface.ts';
import { MetaWebhooks } from '../../lib/meta-webhooks.ts';
import { MetaWebhooksStack } from '../../lib/meta-webhooks-stack.ts';

/** Logs the id of the change, and throws. */
const THROWS = `exports.handler = async ({ detail }) => {
  console.log(detail.id);
  throw new Error('synthetic failure');
};`;

/** Adds a rule for a function and one for a queue, and outputs what the test reads. */
function addRules(stack: Stack, webhooks: IMetaWebhooks): void {
  const fn = new LambdaFunction(stack, 'Throws', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline(THROWS),
  });
  const queue = new Queue(stack, 'Inbox', { enforceSSL: true });
  const detailType = 'instagram.comments';
  const { deadLetterQueue } = addChangeRule(stack, 'ToFunction', { webhooks, detailType, target: fn });
  addChangeRule(stack, 'ToQueue', { webhooks, detailType, target: queue });
  const values = { FunctionName: fn.functionName, FailuresUrl: deadLetterQueue.queueUrl, InboxUrl: queue.queueUrl };
  for (const [id, value] of Object.entries(values)) new CfnOutput(stack, id, { value });
}

function addReceiver(app: App): void {
  const code = (): Code => Code.fromInline('exports.handler = async () => {};');
  const receiver = new MetaWebhooksStack(app, 'ChangeRules', {
    configuration: readConfiguration({ terminationProtection: false }),
    code,
  });
  addRules(receiver, receiver.webhooks);
  addRules(new Stack(app, 'ChangeRulesOtherStack'), receiver.webhooks);
}

const app = new App();
const busName = app.node.tryGetContext('busName') as string | undefined;
if (busName === undefined) addReceiver(app);
else {
  const stack = new Stack(app, 'ChangeRulesOtherApp');
  addRules(stack, MetaWebhooks.fromEventBusName(stack, 'Webhooks', busName));
}
