import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Aws, CfnOutput, Stack, Validations, type App } from 'aws-cdk-lib/core';
import { MetaWebhooks } from 'meta-webhooks-aws';
import { CommentModeration } from './comment-moderation/stack.ts';
import { ReceivingStack } from './events-to-another-account/receiving-stack.ts';
import { ToAnotherAccount } from './events-to-another-account/stack.ts';
import { EventsToSqs } from './events-to-sqs/stack.ts';
import { LeadToCrm } from './lead-to-crm/stack.ts';
import { MessengerAutoReply } from './messenger-auto-reply/stack.ts';
import { WhatsAppStatus } from './whatsapp-status/stack.ts';

const BUS_NAME = 'meta-webhooks-changes';

/**
 * Adds a receiver with all examples, and the stack of the other account. `-c name=value` on the command line replaces a
 * default.
 */
export function addExamples(app: App): void {
  const given = (name: string, fallback: string): string =>
    (app.node.tryGetContext(name) as string | undefined) ?? fallback;
  const stack = new ExamplesStack(app, given);
  const account = given('otherAccount', Aws.ACCOUNT_ID);
  // Two accounts if `senderAccount` and `otherAccount` are given, else one account for both sides.
  new ToAnotherAccount(stack, 'ToAnotherAccount', {
    webhooks: stack.webhooks,
    busArn: `arn:${Aws.PARTITION}:events:${Aws.REGION}:${account}:event-bus/${BUS_NAME}`,
  });
  new ReceivingStack(app, 'MetaWebhooksExamplesOtherAccount', {
    busName: BUS_NAME,
    senderAccount: given('senderAccount', Aws.ACCOUNT_ID),
    ...(account !== Aws.ACCOUNT_ID && { env: { account } }),
  });
}

/** A receiver of its own, which does not affect other receivers, with the examples of one account. */
class ExamplesStack extends Stack {
  readonly webhooks: MetaWebhooks;

  constructor(app: App, given: (name: string, fallback: string) => string) {
    super(app, 'MetaWebhooksExamples', { description: 'meta-webhooks-aws: a receiver with all examples' });
    const webhooks = new MetaWebhooks(this, 'Webhooks');
    this.webhooks = webhooks;
    const token = this.addToken();
    // The defaults are the Page and the account of the samples, so that `meta-webhooks send` reaches the functions.
    const tokens = { [given('pageId', '104000000000011')]: token };
    const accounts = { ...tokens, [given('instagramId', '17841400000000001')]: token };
    const crmUrl = given('crmUrl', 'https://crm.example.com/leads');
    new LeadToCrm(this, 'LeadToCrm', { webhooks, tokens, crmUrl });
    const text = 'Thank you for writing. This answer is automatic; one of us will read your message today.';
    new MessengerAutoReply(this, 'MessengerAutoReply', { webhooks, tokens, text });
    const words = given('words', 'spam,scam').split(',');
    new CommentModeration(this, 'CommentModeration', { webhooks, tokens: accounts, words });
    new WhatsAppStatus(this, 'WhatsAppStatus', { webhooks });
    new EventsToSqs(this, 'Mentions', { webhooks, detailType: 'instagram.mentions' });
  }

  /** Adds an empty secret for the Page's token. @returns its ARN */
  private addToken(): string {
    const token = new Secret(this, 'PageToken', {
      description: 'Page token and app secret: {"accessToken":"…","appSecret":"…"}',
    });
    Validations.of(token).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'Meta issues the token: only a person can create a new one, so a function cannot rotate it.',
    });
    const description = 'Secret in which to store the Page access token';
    new CfnOutput(this, 'PageTokenArn', { value: token.secretArn, description });
    return token.secretArn;
  }
}
