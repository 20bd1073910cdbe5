import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { SECRETS, USERNAME } from '../support/harness/graph-under-test.ts';
import {
  CAPTION,
  COMMENT,
  startMentionReplies,
  START_MS,
  type MentionRepliesUnderTest,
} from '../support/harness/mention-replies-under-test.ts';

const FORMS = [
  { form: 'a comment mention', mention: COMMENT, answer: { ...COMMENT, message: 'Thank you!' } },
  { form: 'a caption mention', mention: CAPTION, answer: { ...CAPTION, message: 'Thank you, keldo!' } },
] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let world: MentionRepliesUnderTest;
beforeAll(async () => {
  world = await startMentionReplies();
});
beforeEach(async () => {
  await world.reset();
});
afterAll(() => world.stop());

const isPost = ({ method }: { readonly method: string }): boolean => method === 'POST';

describe.each(FORMS)('$form', ({ mention, answer }) => {
  it('is answered', async () => {
    world.report(mention);
    await world.drain();
    expect(world.answers()).toEqual([answer]);
    expect(world.endings()).toEqual([['answered', 'POSTED']]);
    expect(world.fake.calls.map(({ proof }) => proof)).toEqual(['right', 'right']);
  });

  it('is answered once when it is told twice', async () => {
    world.report(mention);
    world.report(mention);
    await world.drain();
    expect(world.answers()).toEqual([answer]);
    expect(world.endings()).toEqual([
      ['answered', 'POSTED'],
      ['skipped', 'ALREADY_ANSWERED'],
    ]);
  });

  it('is answered once when it is told twice at the same time', async () => {
    world.report(mention);
    world.report(mention);
    await world.workTogether();
    await world.drain();
    expect(world.answers()).toEqual([answer]);
    expect(world.endings().at(-1)).toEqual(['skipped', 'ALREADY_ANSWERED']);
    expect(world.reasons()).toEqual([]);
  });

  it('is answered once when it is told again by a replay a month later', async () => {
    world.report(mention);
    await world.drain();
    world.clock.nowMs += 30 * 24 * HOUR_MS;
    world.report(mention, { replayed: true, sentAtMs: START_MS });
    await world.drain();
    expect(world.answers()).toEqual([answer]);
  });

  it.each([{ step: 'before result' }, { step: 'after result' }] as const)(
    'is answered once when the function dies after the answer, $step',
    async ({ step }) => {
      let deaths = 0;
      world.death.at = (at) => at === step && (deaths += 1) === 1;
      world.report(mention);
      await world.drain();
      expect(deaths).toBeGreaterThanOrEqual(1);
      expect(world.answers()).toEqual([answer]);
    },
  );

  it.each([{ step: 'before intent' }, { step: 'after intent' }] as const)(
    'is answered once, or with a person, when the function dies before the answer, $step',
    async ({ step }) => {
      let deaths = 0;
      world.death.at = (at) => at === step && (deaths += 1) === 1;
      world.report(mention);
      await world.drain();
      expect(world.answers().length + world.reasons().length).toBe(1);
    },
  );

  it('is answered once when the Graph API answers 500 to its reading, however often within the day', async () => {
    let failures = 0;
    world.fake.fault = ({ method }) =>
      method === 'GET' && (failures += 1) <= 12 ? { answer: documented.service() } : undefined;
    world.report(mention);
    await world.drain();
    expect(failures).toBeGreaterThan(12);
    expect(world.answers()).toEqual([answer]);
    expect(world.endings()).toContainEqual(['backed-off', 'TRANSIENT']);
  });

  it('is posted at most once before anybody has looked, whatever kept the answer to it away', async () => {
    for (const fault of [
      { answer: documented.service() },
      { answer: 'reset' },
      { carriedOut: true, answer: documented.unknown() },
      { carriedOut: true, answer: 'hang' },
    ] as const) {
      await world.reset();
      world.fake.fault = (call) => (isPost(call) ? fault : undefined);
      world.report(mention);
      world.report(mention);
      await world.work();
      await world.work();
      expect(world.calls('POST')).toBe(1);
    }
  });

  it.each([
    { rule: 'the app (4)', refused: documented.appLimit() },
    { rule: 'the user (17)', refused: documented.userLimit() },
    { rule: 'the Page (32)', refused: documented.pageLimit() },
    { rule: 'this call (613)', refused: documented.customLimit() },
    { rule: 'the business (80002)', refused: documented.businessLimit(80_002, 25) },
  ])('waits for a limit of $rule to pass, and is then answered once', async ({ refused }) => {
    for (const limited of [isPost, () => true]) {
      await world.reset();
      world.fake.fault = (call) =>
        limited(call) && world.clock.nowMs < START_MS + 20 * MINUTE_MS ? { answer: refused } : undefined;
      world.report(mention);
      await world.drain();
      expect(world.endings()[0]).toEqual(['backed-off', 'RATE_LIMITED']);
      expect(world.answers()).toEqual([answer]);
      expect(world.clock.nowMs).toBeGreaterThanOrEqual(START_MS + 20 * MINUTE_MS);
    }
  });

  it.each([
    { rule: 'has expired', subcode: 463, code: 'TOKEN_EXPIRED' },
    { rule: 'was revoked', subcode: 467, code: 'TOKEN_INVALID' },
  ])(
    'goes to a person when the token $rule, and is answered once that has stored another and put it back',
    async ({ subcode, code }) => {
      world.fake.state.tokens.get(SECRETS.page)!.endedBySubcode = subcode;
      world.report(mention);
      await world.drain();
      expect(world.reasons()).toEqual([code]);
      expect(world.logged.at(-1)).toMatchObject({ level: 'error', fields: { outcome: 'queued-for-review', code } });
      world.fake.state.tokens.set('EAAanother', { ...world.fake.state.tokens.get(SECRETS.page)!, token: 'EAAanother' });
      delete world.fake.state.tokens.get('EAAanother')!.endedBySubcode;
      world.storeToken('EAAanother');
      world.redrive();
      await world.drain();
      expect(world.answers()).toEqual([answer]);
    },
  );

  it('goes to a person when it is gone', async () => {
    world.fake.state.mentions.length = 0;
    world.report(mention);
    await world.drain();
    expect(world.reasons()).toEqual(['OBJECT_UNKNOWN']);
    expect(world.calls('POST')).toBe(0);
  });

  it('is only recorded, and its answer kept for a month, as long as answers are not switched on', async () => {
    await world.reset({ dryRun: true });
    world.report(mention);
    await world.drain();
    expect(world.calls('POST')).toBe(0);
    expect(world.endings()).toEqual([['dry-run', 'DRY_RUN']]);
    expect(await world.items()).toMatchObject([
      {
        state: { S: 'dry-run' },
        message: { S: answer.message },
        expiresAt: { N: String(START_MS / 1000 + 30 * 24 * 3_600) },
      },
    ]);
    expect(JSON.stringify(world.logged)).not.toContain(answer.message);
  });
});

describe('what is logged', () => {
  it('has codes and numbers, but no token, secret, text or name, whatever fails', async () => {
    const evil = 'leak: EAAplantedPageTokenQWERTYUIOPasdfgh';
    const refused = { ...documented.parameter(), error: { ...documented.parameter().error, message: evil } };
    for (const answer of [
      documented.service(),
      documented.token(463),
      refused,
      'reset',
      { status: 500, body: `<html>${evil}` },
    ] as const) {
      world.fake.fault = () => ({ answer });
      world.report({ ...CAPTION, mediaId: String(17_918_195_224_130_000n + BigInt(world.logged.length)) });
      await world.drain();
    }
    world.fake.fault = () => undefined;
    world.report(CAPTION);
    await world.drain();
    expect(world.logged.length).toBeGreaterThan(5);
    const reported = JSON.stringify([world.logged, world.manualReview, await world.items()]);
    for (const secret of [...Object.values(SECRETS), 'was here', 'Thank you', 'keldo', USERNAME, 'leak'])
      expect(reported).not.toContain(secret);
    for (const url of world.fake.urls) expect(url).not.toContain(SECRETS.page);
  });
});
