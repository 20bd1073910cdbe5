import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readMentionReplies } from '../../../../src/graph/resources/mention-comments.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import {
  fillGraphWorld,
  graphClient,
  catchGraphError,
  IDS,
  startGraphWorld,
  USERNAME,
} from '../../../support/harness/graph-under-test.ts';

const CAPTION = { accountId: IDS.igLinked, mediaId: '17918195224117851' } as const;
const COMMENT = { accountId: IDS.igLinked, mediaId: '17895695668004550', commentId: '17873440459141021' } as const;
const SINCE = Date.parse('2026-11-22T12:00:00Z');

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
  fake.state.mentions.push({ ...COMMENT, text: 'x' }, { ...CAPTION, text: 'y' });
});
afterAll(() => fake.stop());

const read = (mention: typeof CAPTION | typeof COMMENT) =>
  readMentionReplies(graphClient(fake), mention, { sinceMs: SINCE });
const comments = (many: number, at: (i: number) => number, over: object = {}) =>
  fake.state.comments.push(
    ...Array.from({ length: many }, (_, i) => ({
      id: String(17_900_000_000_000_000n + BigInt(i)),
      mediaId: CAPTION.mediaId,
      text: `@a ${String(i)}`,
      username: 'somebody',
      atMs: at(i),
      ...over,
    })),
  );

describe('the comments below a caption mention', () => {
  it('are read with name, text without @, and time, and our own name beside them', async () => {
    comments(1, () => SINCE);
    expect(await read(CAPTION)).toEqual({
      comments: [{ id: '17900000000000000', text: 'a 0', username: 'somebody', atMs: SINCE }],
      complete: true,
      ownUsername: USERNAME,
    });
    expect(fake.calls[0]?.parameters).toEqual({
      fields: `username,mentioned_media.media_id(${CAPTION.mediaId}){comments_count,comments.limit(50){id,text,timestamp,username}}`,
    });
  });

  it('are read page after page by cursors, to their end', async () => {
    comments(120, () => SINCE);
    const { comments: all, complete } = await read(CAPTION);
    expect([all.length, complete, fake.calls.length]).toEqual([120, true, 4]);
  });

  it('are not read further than to what is older than asked for', async () => {
    comments(200, (i) => SINCE + (30 - i) * 1000);
    const { complete } = await read(CAPTION);
    expect([complete, fake.calls.length]).toEqual([true, 2]);
  });

  it('are not complete after 500', async () => {
    comments(501, () => SINCE);
    const { comments: all, complete } = await read(CAPTION);
    expect([all.length, complete]).toEqual([500, false]);
  });

  it('are none where the count says so', async () => {
    expect(await read(CAPTION)).toMatchObject({ comments: [], complete: true });
  });

  it('are not none where they are left out, but the count is not 0', async () => {
    fake.failNext({
      answer: { status: 200, body: '{"username":"a","mentioned_media":{"comments_count":3,"id":"1"},"id":"1"}' },
    });
    expect(await read(CAPTION)).toMatchObject({ comments: [], complete: false });
  });

  const page = (data: readonly object[], after?: string) => {
    const paging = after === undefined ? {} : { paging: { cursors: { after } } };
    return {
      answer: {
        status: 200,
        body: JSON.stringify({
          username: USERNAME,
          mentioned_media: { comments_count: 3, comments: { data, ...paging }, id: '1' },
          id: '1',
        }),
      },
    };
  };
  const shown = { id: '2', text: 'x', username: USERNAME, timestamp: '2026-11-22T12:00:01+0000' };

  it.each([
    { rule: 'the first', before: [page([], 'a')] },
    { rule: 'one in the middle', before: [page([{ ...shown, id: '1' }], 'a'), page([], 'b')] },
  ])('are read on behind an empty page that has a cursor: $rule', async ({ before }) => {
    fake.failNext(...before, page([shown]));
    const { comments: all, complete } = await read(CAPTION);
    expect([all.at(-1)?.id, complete, fake.calls.length]).toEqual(['2', true, before.length + 1]);
  });

  it.each([
    { rule: 'end without one comment of those that are counted', pages: [page([], 'a'), page([])], calls: 2 },
    { rule: 'go on for ever', pages: Array.from({ length: 11 }, () => page([], 'a')), calls: 10 },
  ])('are not complete where empty pages $rule', async ({ pages, calls }) => {
    fake.failNext(...pages);
    const { comments: all, complete } = await read(CAPTION);
    expect([all.length, complete, fake.calls.length]).toEqual([0, false, calls]);
  });

  it('with a cursor that could change the expression are not read on', async () => {
    fake.failNext(page([{ id: '1' }], 'x){id},username('));
    expect(await catchGraphError(read(CAPTION))).toMatchObject({ code: 'REQUEST_MALFORMED' });
  });
});

describe('the replies to a comment mention', () => {
  it('are refused, as Meta documents none', async () => {
    expect(await catchGraphError(read(COMMENT))).toMatchObject({ code: 'PARAMETER_REFUSED' });
  });

  it('are never known to be none: nothing counts them', async () => {
    fake.state.repliesOfComments = true;
    expect(await read(COMMENT)).toMatchObject({ comments: [], complete: false });
  });

  it('are read to their end where Meta gives them, for no order is promised', async () => {
    fake.state.repliesOfComments = true;
    comments(60, () => SINCE - 3_600_000, { mediaId: COMMENT.mediaId, parentId: COMMENT.commentId });
    expect((await read(COMMENT)).comments).toHaveLength(60);
  });
});
