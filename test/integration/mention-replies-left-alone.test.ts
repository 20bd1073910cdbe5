import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Mention } from '../../src/mentions/mention.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { SECRETS, USERNAME } from '../support/harness/graph-under-test.ts';
import {
  ACCOUNT,
  CAPTION,
  startMentionReplies,
  START_MS,
  type MentionRepliesUnderTest,
} from '../support/harness/mention-replies-under-test.ts';

const HOUR_MS = 3_600_000;

let world: MentionRepliesUnderTest;
beforeAll(async () => {
  world = await startMentionReplies();
});
beforeEach(async () => {
  await world.reset();
});
afterAll(() => world.stop());

describe('a mention that is not answered', () => {
  it.each([
    {
      rule: 'of an account that is not configured',
      mention: { ...CAPTION, accountId: '17841400000000099' },
      code: 'ACCOUNT_NOT_CONFIGURED',
    },
    {
      rule: 'by the Test button of the dashboard, which has no account',
      mention: { ...CAPTION, accountId: '0' },
      code: 'ACCOUNT_NOT_CONFIGURED',
    },
  ])('$rule is not even read', async ({ mention, code }) => {
    world.report(mention);
    await world.drain();
    expect(world.endings()).toEqual([['skipped', code]]);
    expect(world.fake.calls).toEqual([]);
  });

  it("is one in a caption of the account's own", async () => {
    const own = { ...CAPTION, mediaId: '17918195224117852' };
    world.fake.state.mentions.push({ ...own, text: 'me', username: USERNAME.toUpperCase() });
    world.report(own);
    await world.drain();
    expect(world.endings()).toEqual([['skipped', 'OWN_ACCOUNT']]);
    expect(world.calls('POST')).toBe(0);
  });

  it('is one whose text no answer is for', async () => {
    await world.reset({
      policy: { answers: [{ kinds: ['comment', 'caption'], contains: ['#brand'], message: 'Hi' }], excludes: [] },
    });
    world.report(CAPTION);
    await world.drain();
    expect(world.endings()).toEqual([['skipped', 'NO_ANSWER_FITS']]);
  });

  it('within a day goes to a person', async () => {
    world.report(CAPTION, { sentAtMs: START_MS - 25 * HOUR_MS });
    await world.drain();
    expect(world.reasons()).toEqual(['TOO_LATE']);
    expect(world.calls('GET')).toBe(0);
  });

  it('within a day is left alone when it comes by a replay', async () => {
    world.report(CAPTION, { sentAtMs: START_MS - 25 * HOUR_MS, replayed: true });
    await world.drain();
    expect(world.endings()).toEqual([['skipped', 'REPLAYED_TOO_LATE']]);
    expect(world.reasons()).toEqual([]);
  });

  it('because the function has no time left is not even begun, and answered by the next try', async () => {
    world.remainingMs = () => 19_999;
    world.report(CAPTION);
    await world.work();
    expect(world.endings()).toEqual([['backed-off', 'OUT_OF_TIME']]);
    expect(await world.items()).toHaveLength(1); // the hour's counter
    world.remainingMs = () => 60_000;
    await world.drain();
    expect(world.answers()).toHaveLength(1);
  });

  it('because Meta fails for a day ends with a person, not nowhere', async () => {
    world.fake.fault = () => ({ answer: documented.service() });
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual(['TOO_LATE']);
  });

  it.each([
    {
      rule: 'no token',
      prepare: () => {
        world.storeToken('');
      },
      code: 'TOKEN_UNSET',
    },
    {
      rule: 'no app secret',
      prepare: () => {
        world.storeAppSecret('');
      },
      code: 'APP_SECRET_UNSET',
    },
    {
      rule: "another app's secret",
      prepare: () => {
        world.storeAppSecret(SECRETS.otherSecret);
      },
      code: 'PROOF_REFUSED',
    },
  ])('because $rule is stored goes to a person who reads why', async ({ prepare, code }) => {
    prepare();
    world.report(CAPTION);
    await world.drain();
    expect(world.reasons()).toEqual([code]);
  });
});

describe('the limit of an account', () => {
  const many = Array.from({ length: 5 }, (_, i): Mention => ({
    accountId: ACCOUNT,
    mediaId: String(17_918_195_224_120_000n + BigInt(i)),
  }));

  it('holds within each hour, and what is over it waits for the next', async () => {
    await world.reset({ maxPerHour: 2 });
    world.fake.state.mentions.push(...many.map((mention) => ({ ...mention, text: 'x' })));
    for (const mention of many) world.report(mention);
    await world.workTogether();
    expect(world.answers()).toHaveLength(2);
    await world.drain();
    const hours = world.fake.state.mentionAnswers.map(({ id }) =>
      Math.floor((world.fake.state.answeredAtMs.get(id)! - START_MS) / HOUR_MS),
    );
    expect(hours).toEqual([0, 0, 1, 1, 2]);
    expect(new Set(world.answers().map((answer) => JSON.stringify(answer))).size).toBe(5);
  });

  it('hands over what would have to wait for longer than it may', async () => {
    await world.reset({ maxPerHour: 1, withinMs: HOUR_MS / 2 });
    world.fake.state.mentions.push(...many.map((mention) => ({ ...mention, text: 'x' })));
    for (const mention of many.slice(0, 2)) world.report(mention);
    await world.drain();
    expect(world.answers()).toHaveLength(1);
    expect(world.reasons()).toEqual(['TOO_LATE']);
  });
});
