import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { App, Aws, CfnOutput, Validations } from 'aws-cdk-lib/core';
import { AwsSolutionsChecks } from 'cdk-nag';
import { readConfiguration } from '../lib/configuration/configuration.ts';
import { ConfigurationError } from '../lib/configuration/rules.ts';
import { MetaWebhooksStack } from '../lib/meta-webhooks-stack.ts';
import { EventsToSqs } from './events-to-sqs/stack.ts';
import { CommentModeration } from './comment-moderation/stack.ts';
import { LeadToCrm } from './lead-to-crm/stack.ts';
import { MessengerAutoReply } from './messenger-auto-reply/stack.ts';
import { ReceivingStack } from './events-to-another-account/receiving-stack.ts';
import { ToAnotherAccount } from './events-to-another-account/stack.ts';
import { WhatsAppStatus } from './whatsapp-status/stack.ts';

const app = new App();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true })); // as bin/app.ts does
/** Reads a value of `-c name=…`. */
const given = (name: string, fallback: string): string =>
  (app.node.tryGetContext(name) as string | undefined) ?? fallback;

/** A separate receiver, which does not affect a receiver with the default name. */
function receiverWithExamples(): void {
  const receiver = new MetaWebhooksStack(app, 'MetaWebhooksExamples', {
    configuration: readConfiguration(app.node.tryGetContext('metaWebhooks')),
  });
  const token = new Secret(receiver, 'PageToken', {
    description: 'Page token and app secret: {"accessToken":"…","appSecret":"…"}',
  });
  Validations.of(token).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'Meta issues the token: only a person can create a new one, so a function cannot rotate it.',
  });
  new CfnOutput(receiver, 'PageTokenArn', {
    value: token.secretArn,
    description: 'Secret in which to store the Page access token',
  });
  // The defaults are the Page and the account of the samples, so that `receiver -- send` reaches the functions.
  const tokens = { [given('pageId', '104000000000011')]: token.secretArn };
  const accounts = { ...tokens, [given('instagramId', '17841400000000001')]: token.secretArn };

  new LeadToCrm(receiver, 'LeadToCrm', { tokens, crmUrl: given('crmUrl', 'https://crm.example.com/leads') });
  new MessengerAutoReply(receiver, 'MessengerAutoReply', {
    tokens,
    text: 'Thank you for writing. This answer is automatic; one of us will read your message today.',
  });
  new CommentModeration(receiver, 'CommentModeration', {
    tokens: accounts,
    words: given('words', 'spam,scam').split(','),
  });
  new WhatsAppStatus(receiver, 'WhatsAppStatus');
  new EventsToSqs(receiver, 'Mentions', { detailType: 'instagram.mentions' });

  addOtherAccount(receiver);
}

/** Two accounts if `senderAccount` and `otherAccount` are given, else one account for both sides. */
function addOtherAccount(receiver: MetaWebhooksStack): void {
  const [busName, account] = ['meta-webhooks-changes', given('otherAccount', Aws.ACCOUNT_ID)];
  new ToAnotherAccount(receiver, 'ToAnotherAccount', {
    busArn: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${account}:event-bus/${busName}`,
  });
  const env = account === Aws.ACCOUNT_ID ? {} : { env: { account } };
  new ReceivingStack(app, 'MetaWebhooksExamplesOtherAccount', {
    busName,
    senderAccount: given('senderAccount', Aws.ACCOUNT_ID),
    ...env,
  });
}

try {
  receiverWithExamples();
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  console.error(error.message);
  process.exit(1);
}
