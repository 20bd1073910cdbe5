import { expect, jest, test } from '@jest/globals';
import { lambdaContext, sampleEvent } from 'meta-webhooks-aws/testing';
import { handler } from '../consumers/comments.ts';

test('a comment is processed once, however often it arrives', async () => {
  const log = jest.spyOn(console, 'log').mockImplementation(() => undefined);
  const event = sampleEvent('instagram.comments', { value: { text: 'open today?' } });

  expect(await handler(event, lambdaContext())).toBe('done');
  expect(await handler(event, lambdaContext())).toBe('duplicate');

  const line = JSON.stringify({ message: 'comment', id: event.detail.id, isQuestion: true });
  expect(log.mock.calls).toEqual([[line]]);
});
