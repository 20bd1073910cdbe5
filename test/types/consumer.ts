/* eslint-disable @typescript-eslint/no-unused-expressions -- nothing here is run */
// Checked by tsc: what a consumer's author knows of an event inside the wrapper.
import type { Context } from 'aws-lambda';
import type { InstagramCommentValue, MetaWebhookEventOf, PageLeadgenValue } from 'meta-webhooks-aws/events';
import { changeHandler, idToString, loadValue } from 'meta-webhooks-aws/consumer';
import { expectType } from './expect.ts';

export const leads = changeHandler('page.leadgen', async (event, context) => {
  expectType<PageLeadgenValue | undefined>()(await loadValue(event));
  expectType<number>()(context.getRemainingTimeInMillis());
  // @ts-expect-error -- a lead has no text
  event.detail.value?.text;
});

// @ts-expect-error -- the catalog has no such field
export const typo = changeHandler('page.leadgne', async () => Promise.resolve());

export const comments = changeHandler(['instagram.comments', 'page.leadgen'], (event) => {
  if (event['detail-type'] === 'instagram.comments') {
    expectType<string | undefined>()(event.detail.value?.text);
    expectType<string | undefined>()(idToString(event.detail.value?.id));
  } else expectType<PageLeadgenValue | undefined>()(event.detail.value);
});

export function theHandlerTakesEventsOfItsFieldOnly(comment: MetaWebhookEventOf<'instagram.comments'>): void {
  expectType<InstagramCommentValue | undefined>()(comment.detail.value);
  // @ts-expect-error -- a comment is no lead
  void leads(comment, {} as Context);
  expectType<readonly 'page.leadgen'[]>()(leads.detailTypes);
}
