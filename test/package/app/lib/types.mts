// Checked by tsc, as an ES module: the types of all entries, and that a misspelt name is an error.
import { MetaWebhooks, type IMetaWebhooks } from 'meta-webhooks-aws';
import { loadValue } from 'meta-webhooks-aws/consumer';
import type { MetaWebhookEventOf } from 'meta-webhooks-aws/events';
import { graphClient, GraphError, sendMessage } from 'meta-webhooks-aws/graph';
import { sampleEvent } from 'meta-webhooks-aws/testing';

export const eventBus = (webhooks: IMetaWebhooks): string => webhooks.eventBus.eventBusArn;
export const names = [MetaWebhooks.name, GraphError.name, loadValue.name];
export const text = (event: MetaWebhookEventOf<'instagram.comments'>): string | undefined => event.detail.value?.text;
export const reply = async (): Promise<string> =>
  sendMessage(graphClient({ token: 'token' }), { pageId: '1', recipientId: '2', text: 'hello' });
// @ts-expect-error -- the catalog has no such field
export const typo = sampleEvent('instagram.coments');
// @ts-expect-error -- a comment has no such member
export const member = sampleEvent('instagram.comments', { value: { txt: '' } });
