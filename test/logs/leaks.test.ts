import { expect, it } from '@jest/globals';
import { commentsBody, payload, sign } from '../support/builders/meta.ts';
import { leaksIn, plantedTexts } from './leaks.ts';

const planted = plantedTexts();
const line = (fields: Record<string, string>): string =>
  JSON.stringify({ level: 'INFO', message: 'accepted', app: 'meta', ...fields });

it('the fixtures plant texts and phone numbers', () => {
  expect(planted.size).toBeGreaterThan(200);
  // A WhatsApp sender's number and a comment's text, read from the fixtures by eye.
  for (const text of ['15550100001', 'Is the rye in stock?', 'rye? 🍞', '24700000000000041'])
    expect(planted).toContain(text);
});

it('a line of ids, codes and sizes passes', () => {
  expect(
    leaksIn(
      line({
        deliveryId: '019a2b3c-0000-7000-8000-000000000000',
        code: 'SIGNATURE_MISMATCH',
        object: 'instagram',
        field: 'comments',
      }),
      planted,
    ),
  ).toEqual([]);
});

it.each([
  { rule: 'a signature', fields: { header: sign(commentsBody(['1'])) }, want: 'a signature' },
  { rule: 'an app secret', fields: { hint: 'test_app_secret_synthetic' }, want: 'an app secret' },
  {
    rule: 'a query with the verify token',
    fields: { query: 'hub.mode=subscribe&hub.verify_token=x' },
    want: 'a verify token',
  },
  { rule: 'an access token', fields: { error: 'EAAabcdefgh12345' }, want: 'an access token' },
])('a line with $rule is found', ({ fields, want }) => {
  expect(leaksIn(line(fields as unknown as Record<string, string>), planted)).toEqual([want]);
});

it.each(['instagram/comments.json', 'messenger/message-text.json'])(
  'a line that quotes the body of %s is found, whole or cut',
  (file) => {
    const body = payload(file).toString();
    expect(leaksIn(line({ body }), planted)).toEqual([
      expect.stringMatching(/^a text of \d+ characters from a fixture$/),
    ]);
  },
);
