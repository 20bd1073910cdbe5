import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { getKind, mentionKey, readMentionEvent, type Mention } from '../../../src/mentions/mention.ts';
import { mentionBody } from '../../support/builders/mention-event.ts';

const SENT = Date.parse('2026-11-22T12:00:00Z');
const CAPTION: Mention = { accountId: '17841405309211844', mediaId: '17918195224117851' };
const COMMENT: Mention = { ...CAPTION, commentId: '17873440459141021' };
type Event = {
  'detail-type': string;
  detail: { entryId: unknown; entryTime?: string; value: Record<string, unknown> };
};
const changed = (change: (event: Event) => void): string => {
  const event = JSON.parse(mentionBody(COMMENT, { sentAtMs: SENT })) as Event;
  change(event);
  return JSON.stringify(event);
};

describe('an event', () => {
  it.each([
    { rule: 'of a comment', mention: COMMENT, kind: 'comment' },
    { rule: 'of a caption', mention: CAPTION, kind: 'caption' },
  ])('$rule is read', ({ mention, kind }) => {
    const read = readMentionEvent(mentionBody(mention, { sentAtMs: SENT }))!;
    expect(read).toMatchObject({ mention, sentAtMs: SENT, replayed: false });
    expect(getKind(read.mention)).toBe(kind);
  });

  it('of a replay says so', () => {
    expect(readMentionEvent(mentionBody(CAPTION, { sentAtMs: SENT, replayed: true }))).toMatchObject({
      replayed: true,
    });
  });

  it("without Meta's time counts from when it was received", () => {
    expect(readMentionEvent(changed(({ detail }) => delete detail.entryTime))).toMatchObject({ sentAtMs: SENT });
  });

  it('keeps ids exactly, as numbers too', () => {
    const body = mentionBody(COMMENT, { sentAtMs: SENT }).replaceAll(/"(media_id|comment_id)":"(\d+)"/g, '"$1":$2');
    expect(readMentionEvent(body)?.mention).toEqual(COMMENT);
  });

  it.each([
    { rule: 'of another field', body: changed((event) => (event['detail-type'] = 'instagram.comments')) },
    { rule: 'without a post', body: changed(({ detail }) => delete detail.value['media_id']) },
    {
      rule: 'with a comment that has no usable id: it must not pass for a caption',
      body: changed(({ detail }) => (detail.value['comment_id'] = 'x')),
    },
    { rule: 'with a comment that is null', body: changed(({ detail }) => (detail.value['comment_id'] = null)) },
    { rule: 'with an account that is an expression', body: changed(({ detail }) => (detail.entryId = '1){id}')) },
    { rule: 'that is no JSON', body: '{' },
    { rule: 'that is empty', body: '' },
  ])('$rule is none', ({ body }) => {
    expect(readMentionEvent(body)).toBeUndefined();
  });

  it('of any content is read or not, and never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (body) => void readMentionEvent(body)));
  });
});

it('a mention has one key, whoever tells of it; two mentions have two', () => {
  const keys = [
    CAPTION,
    COMMENT,
    { ...CAPTION, accountId: '1' },
    { ...CAPTION, mediaId: '1' },
    { ...COMMENT, commentId: '1' },
  ].map(mentionKey);
  expect(new Set(keys).size).toBe(5);
  expect(mentionKey({ ...COMMENT, mediaId: 'another' })).toBe(mentionKey(COMMENT));
});
