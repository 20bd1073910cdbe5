import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { moderateComment } from '../../examples/comment-moderation/handler.ts';
import { CommentModeration } from '../../examples/comment-moderation/stack.ts';
import { autoReply } from '../../examples/messenger-auto-reply/handler.ts';
import { MessengerAutoReply } from '../../examples/messenger-auto-reply/stack.ts';
import { createGraphClient } from '../../src/graph/client.ts';
import { propertiesOf, synthesiseWith } from '../lib/synth.ts';
import { bridgeEvent, contextOf } from '../support/bridge-event.ts';
import { graphTestPorts } from '../support/graph-under-test.ts';
import { startRecordingServer, type RecordedAnswer, type RecordingServer } from '../support/recording-server.ts';

let meta: RecordingServer;
let answer: RecordedAnswer;
beforeAll(async () => {
  meta = await startRecordingServer(() => answer);
});
beforeEach(() => {
  meta.calls.length = 0;
  answer = { status: 200, body: '{"success":true}', type: 'application/json' };
});
afterAll(async () => {
  await meta.stop();
});

const CONTEXT = contextOf(30_000);
const graph = async () => Promise.resolve(createGraphClient({ token: 'EAAsynthetic', baseUrl: meta.url, maxAttempts: 1 }, graphTestPorts()));
/** What Meta was asked to do, without the version. */
const posted = () =>
  meta.calls.map(({ method, path, body }) => [method, path.replace(/^\/v[\d.]+/, ''), Object.fromEntries(new URLSearchParams(body.toString()))]);

describe('comment moderation', () => {
  const moderate = moderateComment({ graph, unwanted: ['spam', 'täuschung'] });
  const comment = (value?: object) => bridgeEvent('instagram.comments', { value });

  // https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-comment
  it.each(['SPAM!', 'buy, spam, buy', 'eine Täuschung'])('hides "%s"', async (text) => {
    await moderate(comment({ id: '17900000000000001', text, from: { id: '1' } }), CONTEXT);
    expect(posted()).toEqual([['POST', '/17900000000000001', { hide: 'true' }]]);
  });

  it('knows the comment by its other name too', async () => {
    await moderate(comment({ comment_id: '17900000000000002', text: 'spam' }), CONTEXT);
    expect(posted()).toMatchObject([['POST', '/17900000000000002', {}]]);
  });

  it.each([
    { rule: 'a word that only begins so', value: { id: '1', text: 'spammy' } },
    { rule: 'a comment without text', value: { id: '1' } },
    { rule: 'text that is none', value: { id: '1', text: ['spam'] } },
    { rule: 'a comment of the account itself', value: { id: '1', text: 'no spam here', from: { id: '17841400000000001' } } },
  ])('leaves $rule alone', async ({ value }) => {
    await moderate(comment(value), CONTEXT);
    expect(posted()).toEqual([]);
  });

  it('fails where Meta refuses, or does not say that it was done', async () => {
    answer = { status: 200, body: '{"success":false}', type: 'application/json' };
    await expect(moderate(comment({ id: '1', text: 'spam' }), CONTEXT)).rejects.toMatchObject({ code: 'GRAPH_REFUSED' });
    await expect(moderate(comment(), CONTEXT)).rejects.toMatchObject({ code: 'VALUE_ABSENT' });
  });

  it('is deployed with its words', () => {
    const template = synthesiseWith((receiver) => new CommentModeration(receiver, 'Moderation', { words: ['Spam', 'Scam'] }));
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({ EventPattern: { 'detail-type': ['instagram.comments'] } });
    expect(propertiesOf(template, 'AWS::Lambda::Function', 'Moderation')).toMatchObject({
      Environment: { Variables: { UNWANTED_WORDS: 'spam,scam', SECRET_ARN: expect.anything(), ONCE_TABLE_NAME: expect.anything() } },
    });
  });
});

describe('the auto-reply', () => {
  const PAGE = '1755847768034402';
  const reply = autoReply({ graph, text: 'We answer on working days.' });
  const message = (value?: object, detail: object = {}) => bridgeEvent('page.messages', { entryId: PAGE, kind: 'message', value, ...detail });

  // https://developers.facebook.com/docs/messenger-platform/reference/send-api
  it('answers the person who wrote', async () => {
    await reply(message({ sender: { id: '24567890123456789' }, recipient: { id: PAGE }, message: { mid: 'm_synthetic', text: 'hello' } }), CONTEXT);
    expect(posted()).toEqual([
      ['POST', `/${PAGE}/messages`, { recipient: '{"id":"24567890123456789"}', message: '{"text":"We answer on working days."}', messaging_type: 'RESPONSE' }],
    ]);
  });

  it.each([
    { rule: 'an echo of the Page', value: { sender: { id: PAGE }, message: { mid: 'm', is_echo: true } } },
    { rule: 'the Page itself', value: { sender: { id: PAGE }, message: { mid: 'm' } } },
    { rule: 'nobody', value: { message: { mid: 'm' } } },
    { rule: 'no message', value: { sender: { id: '1' } } },
    { rule: 'no value', value: undefined },
  ])('does not answer $rule', async ({ value }) => {
    await reply(message(value), CONTEXT);
    expect(posted()).toEqual([]);
  });

  it('does not answer a message that was taken back', async () => {
    await reply(message({ sender: { id: '1' }, message: { mid: 'm', is_deleted: true } }, { kind: 'message.deleted' }), CONTEXT);
    expect(posted()).toEqual([]);
  });

  it('is deployed with its text, for messages only', () => {
    const template = synthesiseWith((receiver) => new MessengerAutoReply(receiver, 'AutoReply', { text: 'later' }));
    expect(propertiesOf(template, 'AWS::Events::Rule')).toMatchObject({ EventPattern: { 'detail-type': ['page.messages'], detail: { kind: ['message'] } } });
    expect(propertiesOf(template, 'AWS::Lambda::Function', 'AutoReply')).toMatchObject({ Environment: { Variables: { REPLY: 'later' } } });
  });
});
