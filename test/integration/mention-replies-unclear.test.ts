import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { USERNAME } from '../support/harness/graph-under-test.ts';
import {
  CAPTION,
  COMMENT,
  startMentionReplies,
  START_MS,
  type MentionRepliesUnderTest,
} from '../support/harness/mention-replies-under-test.ts';

const MINUTE_MS = 60_000;

let world: MentionRepliesUnderTest;
beforeAll(async () => {
  world = await startMentionReplies();
});
beforeEach(async () => {
  await world.reset();
});
afterAll(() => world.stop());

const isPost = ({ method }: { readonly method: string }): boolean => method === 'POST';
const otherComment = (id: string, over: object = {}) => ({
  id,
  mediaId: CAPTION.mediaId,
  text: 'nice',
  username: 'somebody',
  atMs: START_MS,
  ...over,
});

const DAY_MS = 24 * 60 * MINUTE_MS;

describe('what cannot be found out within a day', () => {
  it('because every look fails goes to a person, not nowhere', async () => {
    let posted = false;
    world.fake.fault = (call) => {
      posted ||= isPost(call);
      return posted ? { answer: documented.service(), carriedOut: true } : undefined;
    };
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
    expect(world.calls('POST')).toBe(1);
    expect(world.clock.nowMs - START_MS).toBeLessThan(DAY_MS + 2 * 60 * MINUTE_MS);
  });

  it('because the table fails goes to a person, who is not told that nothing was posted', async () => {
    world.dynamo.plan = () => 'refuse';
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
    expect(world.calls('POST')).toBe(0);
  });

  it('because the result could not be written down goes to a person who looks', async () => {
    await world.reset({ withinMs: 0 });
    world.report(CAPTION);
    world.fake.fault = (call) => {
      if (!isPost(call)) return undefined;
      world.dynamo.plan = () => 'refuse';
      world.clock.nowMs += 1;
      return undefined;
    };
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
    expect(world.answers()).toHaveLength(1);
  });
});

describe('a 500 to the answer itself', () => {
  const firstPost = (carriedOut: boolean): void => {
    let done = false;
    world.fake.fault = (call) => {
      if (done || !isPost(call)) return undefined;
      done = true;
      return { carriedOut, answer: documented.service() };
    };
  };

  it.each([
    { rule: 'that was posted anyway is found below the post', carriedOut: true, want: ['answered', 'FOUND_POSTED'] },
    { rule: 'that was not posted is posted once it is sure', carriedOut: false, want: ['answered', 'POSTED'] },
  ])('of a caption mention $rule: one answer', async ({ carriedOut, want }) => {
    world.fake.state.comments.push(otherComment('17900000000000001'));
    firstPost(carriedOut);
    world.report(CAPTION);
    await world.drain();
    expect(world.endings()).toEqual([['backed-off', 'OUTCOME_UNKNOWN'], want]);
    expect(world.answers()).toHaveLength(1);
    expect(world.clock.nowMs).toBeGreaterThanOrEqual(START_MS + 10 * MINUTE_MS);
  });

  it('of a caption mention without any comment below is posted once, for the count says that there is none', async () => {
    firstPost(false);
    world.report(CAPTION);
    await world.drain();
    expect(world.answers()).toHaveLength(1);
    expect(world.calls('POST')).toBe(2);
  });

  it.each([{ carriedOut: true }, { carriedOut: false }])(
    'of a comment mention goes to a person, because Meta shows nothing below a comment: $carriedOut',
    async ({ carriedOut }) => {
      firstPost(carriedOut);
      world.report(COMMENT);
      await world.drain();
      expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
      expect(world.calls('POST')).toBe(1);
      expect(world.logged.at(-1)).toMatchObject({
        level: 'error',
        fields: { outcome: 'queued-for-review', code: 'OUTCOME_UNCLEAR' },
      });
    },
  );

  it.each([
    { rule: 'is found', carriedOut: true, want: ['answered', 'FOUND_POSTED'] },
    {
      rule: 'is posted once, with another reply to show that they are shown',
      carriedOut: false,
      want: ['answered', 'POSTED'],
    },
  ])('of a comment mention $rule, should Meta show the replies', async ({ carriedOut, want }) => {
    world.fake.state.repliesOfComments = true;
    world.fake.state.comments.push(
      otherComment('17900000000000001', { mediaId: COMMENT.mediaId, parentId: COMMENT.commentId }),
    );
    firstPost(carriedOut);
    world.report(COMMENT);
    await world.drain();
    expect(world.endings().at(-1)).toEqual(want);
    expect(world.answers()).toHaveLength(1);
  });

  it('is never taken for nothing where the account has written something else there since', async () => {
    firstPost(false);
    world.fake.state.comments.push(
      otherComment('17900000000000001', { username: USERNAME, atMs: START_MS + MINUTE_MS }),
    );
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
    expect(world.answers()).toEqual([]);
  });

  it('is never taken for nothing where there is more below the post than can be read', async () => {
    firstPost(false);
    world.fake.state.comments.push(
      ...Array.from({ length: 501 }, (_, i) =>
        otherComment(String(17_900_000_000_000_000n + BigInt(i)), { atMs: START_MS + MINUTE_MS }),
      ),
    );
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
  });

  it('that comes every time goes to a person after three attempts', async () => {
    world.fake.fault = (call) => (isPost(call) ? { answer: documented.service() } : undefined);
    world.report(CAPTION);
    await world.drain();
    expect(world.calls('POST')).toBe(3);
    expect(world.reasons()).toEqual(['KEEPS_FAILING']);
  });

  it('stays with the person who puts it back: it is looked for, not posted', async () => {
    firstPost(true);
    world.report(COMMENT);
    await world.drain();
    world.redrive();
    await world.drain();
    expect(world.reasons()).toEqual(['OUTCOME_UNCLEAR']);
    expect(world.answers()).toHaveLength(1);
  });

  it('is not mistaken when Meta calls the next one a duplicate', async () => {
    world.fake.failNext({ answer: 'as-usual' }, { answer: documented.service() });
    let second = false;
    world.fake.fault = (call) => {
      if (!isPost(call) || second) return undefined;
      second = true;
      return { carriedOut: true, answer: documented.duplicate() };
    };
    world.report(CAPTION);
    await world.drain();
    expect(world.answers()).toHaveLength(1);
    expect(world.endings().at(-1)).toEqual(['answered', 'FOUND_POSTED']);
  });
});
