import { expect, it } from '@jest/globals';
import { loadValue } from '../../../lambdas/consumers/load-value.ts';
import { bridgeEvent } from '../../support/builders/bridge-event.ts';

const REF = { bucket: 'archive', key: 'values/meta/one', bytes: 300_000 };
const stored = {
  get: (place: object) => Promise.resolve(Buffer.from(JSON.stringify({ comment_id: '1', read: place }))),
};
const NOT_ASKED = { get: () => Promise.reject(new Error('asked')) };

it('a value that lies in the event is taken from there', async () => {
  await expect(loadValue(bridgeEvent('instagram.comments', { value: { id: '1' } }), NOT_ASKED)).resolves.toEqual({
    id: '1',
  });
});

it('a value that lies in the bucket is read there', async () => {
  await expect(loadValue(bridgeEvent('instagram.comments', { valueRef: REF }), stored)).resolves.toEqual({
    comment_id: '1',
    read: REF,
  });
});

it('a change without a value has none', async () => {
  await expect(loadValue(bridgeEvent('instagram.comments'), NOT_ASKED)).resolves.toBeUndefined();
});

it('a value that cannot be read is an error, not an absent one', async () => {
  await expect(loadValue(bridgeEvent('instagram.comments', { valueRef: REF }), NOT_ASKED)).rejects.toThrow('asked');
});

it.each([
  {
    rule: 'a list',
    list: 'messages',
    value: { metadata: 1, messages: ['a', 'b'] },
    want: { metadata: 1, messages: ['b'] },
  },
  {
    rule: 'a list one level deeper',
    list: 'standby.messages',
    value: { metadata: 1, standby: { contacts: [], messages: ['a', 'b'] } },
    want: { metadata: 1, standby: { contacts: [], messages: ['b'] } },
  },
])('a value that several changes share gives the one element of $rule', async ({ list, value, want }) => {
  const shared = { get: () => Promise.resolve(Buffer.from(JSON.stringify(value))) };
  await expect(
    loadValue(bridgeEvent('whatsapp_business_account.messages', { valueRef: { ...REF, list, index: 1 } }), shared),
  ).resolves.toEqual(want);
});
