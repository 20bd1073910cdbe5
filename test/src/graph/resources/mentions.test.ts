import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { answerMention, readMentionedComment, readMentionedMedia } from '../../../../src/graph/resources/mentions.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  fillGraphWorld,
  graphClient,
  catchGraphError,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

const COMMENT = { accountId: IDS.igLinked, mediaId: '17895695668004550', commentId: '17873440459141021' } as const;
const CAPTION = { accountId: IDS.igLinked, mediaId: '17918195224117851' } as const;

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
  fake.state.mentions.push(
    { ...COMMENT, text: 'Shout out to @metricsaurus' },
    { ...CAPTION, text: 'metricsaurus was here' },
  );
});
afterAll(() => fake.stop());

const client = () => graphClient(fake);

describe('a comment mention', () => {
  it('is read with its text and its post', async () => {
    expect(await readMentionedComment(client(), COMMENT)).toEqual({
      id: COMMENT.commentId,
      text: 'Shout out to @metricsaurus',
      timestamp: '2026-11-03T16:09:08+0000',
      mediaId: COMMENT.mediaId,
    });
    expect(fake.calls).toMatchObject([
      {
        path: `/${IDS.igLinked}`,
        parameters: { fields: 'mentioned_comment.comment_id(17873440459141021){id,text,timestamp,media}' },
      },
    ]);
  });

  it('is read as Meta documents it, the post an object or an id', async () => {
    // https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/mentioned_comment
    fake.failNext({
      answer: {
        status: 200,
        body: '{"mentioned_comment":{"timestamp":"2017-05-03T16:09:08+0000","text":"x","id":"17873440459141021","media":"17895695668004550"},"id":"1"}',
      },
    });
    expect(await readMentionedComment(client(), COMMENT)).toMatchObject({ mediaId: COMMENT.mediaId });
  });

  it('is answered with comment and post', async () => {
    const id = await answerMention(client(), { ...COMMENT, message: 'Thanks for the dinosaur!' });
    expect(fake.state.mentionAnswers).toEqual([{ id, ...COMMENT, message: 'Thanks for the dinosaur!' }]);
    expect(fake.calls).toMatchObject([
      { method: 'POST', path: `/${IDS.igLinked}/mentions`, parameters: { message: '<hidden>' } },
    ]);
  });

  it('that is gone says so', async () => {
    const gone = { ...COMMENT, commentId: '17873440459149999' };
    expect(await catchGraphError(readMentionedComment(client(), gone))).toMatchObject({ code: 'OBJECT_UNKNOWN' });
    expect(await catchGraphError(answerMention(client(), { ...gone, message: 'x' }))).toMatchObject({
      code: 'OBJECT_UNKNOWN',
      outcome: 'not-done',
    });
  });
});

describe('a caption mention', () => {
  it('is read with caption, kind of post and who posted it', async () => {
    expect(await readMentionedMedia(client(), CAPTION)).toEqual({
      id: CAPTION.mediaId,
      caption: 'metricsaurus was here',
      mediaType: 'IMAGE',
      username: 'keldo',
      timestamp: '2026-11-03T16:09:08+0000',
      ownUsername: 'metricsaurus',
    });
  });

  it('on a post of the account itself says whose it is', async () => {
    fake.state.mentions.push({ ...CAPTION, mediaId: '17918195224117852', text: 'x', username: 'metricsaurus' });
    expect(await readMentionedMedia(client(), { ...CAPTION, mediaId: '17918195224117852' })).toMatchObject({
      ownerId: IDS.igLinked,
      username: 'metricsaurus',
    });
  });

  it('is answered with the post alone', async () => {
    const id = await answerMention(client(), { ...CAPTION, message: 'Hello' });
    expect(fake.state.mentionAnswers).toEqual([{ id, ...CAPTION, message: 'Hello' }]);
    expect(fake.calls[0]?.parameters).toEqual({ media_id: CAPTION.mediaId, message: '<hidden>' });
  });
});

describe('an answer', () => {
  it.each([
    { rule: 'the connection broke', fault: { carriedOut: true, answer: 'reset' } as const },
    { rule: 'Meta said 500 though it was posted', fault: { carriedOut: true, answer: documented.service() } },
    { rule: 'Meta said 500, and it was not posted', fault: { answer: documented.service() } },
    { rule: 'the answer had no id', fault: { carriedOut: true, answer: { status: 200, body: '{}' } } },
  ])('is posted at most once, and it is said that this is not known: $rule', async ({ fault }) => {
    fake.failNext(fault);
    expect(await catchGraphError(answerMention(client(), { ...CAPTION, message: 'Hello' }))).toMatchObject({
      outcome: 'unknown',
    });
    expect(fake.calls).toHaveLength(1);
    expect(fake.state.mentionAnswers.length).toBeLessThanOrEqual(1);
  });

  it('is posted after a limit that kept it from being posted', async () => {
    fake.failNext({ answer: documented.customLimit() });
    await answerMention(client(), { ...CAPTION, message: 'Hello' });
    expect(fake.state.mentionAnswers).toHaveLength(1);
  });

  it('is surely not posted with a token that has expired', async () => {
    fake.state.tokens.get(SECRETS.page)!.endedBySubcode = 463;
    expect(await catchGraphError(answerMention(client(), { ...CAPTION, message: 'Hello' }))).toMatchObject({
      code: 'TOKEN_EXPIRED',
      outcome: 'not-done',
    });
  });

  it('by Instagram Login goes to its own host', async () => {
    fake.state.mentions.push({ ...CAPTION, accountId: IDS.igLogin, text: 'x' });
    await answerMention(graphClient(fake, { token: SECRETS.instagram, baseUrl: fake.instagramUrl }), {
      ...CAPTION,
      accountId: IDS.igLogin,
      message: 'Hello',
    });
    expect(fake.calls).toMatchObject([{ host: 'instagram', as: 'the instagram' }]);
  });

  it('without text is refused before it is sent', async () => {
    expect(await catchGraphError(answerMention(client(), { ...CAPTION, message: ' \n' }))).toMatchObject({
      code: 'REQUEST_MALFORMED',
    });
  });
});

describe('an id that is more than digits', () => {
  const evil = '1){id},business_discovery.username(x';

  it.each([
    { rule: 'of a comment', run: () => readMentionedComment(client(), { ...COMMENT, commentId: evil }) },
    { rule: 'of a post', run: () => readMentionedMedia(client(), { ...CAPTION, mediaId: evil }) },
    { rule: 'of an account', run: () => readMentionedMedia(client(), { ...CAPTION, accountId: 'me' }) },
    { rule: 'of a post to answer', run: () => answerMention(client(), { ...CAPTION, mediaId: evil, message: 'x' }) },
  ])('never gets into an expression: $rule', async ({ run }) => {
    const error = await catchGraphError(run());
    expect(error).toMatchObject({ code: 'REQUEST_MALFORMED', outcome: 'not-done' });
    expect(error.message).not.toContain(evil);
    expect(fake.calls).toEqual([]);
  });
});
