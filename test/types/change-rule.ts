// Checked by tsc: the names of a rule are those of the catalog.
import type { IMetaWebhooks } from '../../lib/meta-webhooks-interface.ts';
import { ChangeRule } from '../../lib/consumers/change-rule.ts';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { expectType } from './expect.ts';

export function theNamesAreChecked(scope: Construct, props: { webhooks: IMetaWebhooks; target: IQueue }): void {
  new ChangeRule(scope, 'One', { ...props, detailType: 'page.messages', kinds: ['message'] });
  new ChangeRule(scope, 'Several', {
    ...props,
    detailType: ['instagram.comments', 'page.messages'],
    kinds: ['comments', 'message'],
  });
  new ChangeRule(scope, 'Permission', { ...props, detailType: 'permissions.email' });
  new ChangeRule(scope, 'New', { ...props, detailType: 'unlisted:page.new_field', kinds: ['anything'] });
  // @ts-expect-error -- the catalog has no such object
  new ChangeRule(scope, 'Object', { ...props, detailType: 'instagarm.comments' });
  // @ts-expect-error -- nor such a field
  new ChangeRule(scope, 'Field', { ...props, detailType: 'page.leadgne' });
  // @ts-expect-error -- nor one of these two
  new ChangeRule(scope, 'Second', { ...props, detailType: ['page.leadgen', 'page.leadgne'] });
  // @ts-expect-error -- nor such a kind of this field
  new ChangeRule(scope, 'Kind', { ...props, detailType: 'page.messages', kinds: ['massage'] });
}

export function aRuleNamesWhatItMade({ rule, ruleName, deadLetterQueue }: ChangeRule): void {
  expectType<string>()(ruleName);
  expectType<string>()(rule.ruleArn);
  expectType<string>()(deadLetterQueue.queueUrl);
}
