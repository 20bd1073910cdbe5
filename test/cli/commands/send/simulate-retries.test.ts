import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isObject } from '../../../../src/json/json.ts';
import { parseLossless } from '../../../../src/json/parse-lossless.ts';
import { splitBody } from '../../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../../src/pipeline/dedupe/claim.ts';
import { postsWithRetries, type MetaPost } from '../../../../local/meta/simulate-retries.ts';
import { takeApart } from '../../../../local/meta/meta-body.ts';
import { seededRandom } from '../../../../local/meta/seeded-random.ts';
import { EXPECTED, payload, splitFile } from '../../../support/builders/expected.ts';

const NOW_MS = Date.UTC(2026, 10, 22);
const DELIVERY = { app: 'meta', deliveryId: 'synthetic', receivedAt: '2026-11-22T00:00:00.000Z' };

/** Plays a whole run against a receiver that accepts or not. */
function play(
  body: Buffer,
  seed: number,
  accepts: () => boolean = () => true,
): { posts: MetaPost[]; neverAccepted: number } {
  const run = postsWithRetries(takeApart(parseLossless(body)) ?? [], {
    random: seededRandom(String(seed)),
    now: () => NOW_MS,
  });
  const posts: MetaPost[] = [];
  let next = run.next(true);
  while (next.done !== true) {
    posts.push(next.value);
    next = run.next(accepts());
  }
  return { posts, neverAccepted: next.value };
}

const listChanges = (posts: readonly MetaPost[]) => posts.flatMap(({ body }) => splitBody(body).changes);
/** What stays the same however a change is sent. An entry that nobody knows is its own value, with its time. */
const reported = ({ object, field, kind, entryId, verb, value }: ReturnType<typeof listChanges>[number]): string =>
  JSON.stringify([
    object,
    field,
    kind,
    entryId,
    verb,
    kind === 'unknown' && isObject(value) ? { ...value, time: 'of sending' } : value,
  ]);

/** Bodies of Meta's own forms: what has no entries is no such body. */
const FILES = EXPECTED.map(({ file }) => file).filter((file) => {
  try {
    return (takeApart(parseLossless(payload(file))) ?? []).length > 0;
  } catch {
    return false;
  }
});

describe('sending like Meta', () => {
  it('knows all but a few strange fixtures', () => {
    expect(EXPECTED.length - FILES.length).toBeLessThan(6);
  });

  it.each(FILES)('sends every change at least once, and none that was not there: %s', (file) => {
    const desired = new Set(splitFile(file).map(reported));
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { posts, neverAccepted } = play(payload(file), seed);
        expect(new Set(listChanges(posts).map(reported))).toEqual(desired);
        expect(neverAccepted).toBe(0);
      }),
      { numRuns: 20 },
    );
  });

  it('keeps the identity of what has an id of its own, whatever the time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...FILES), fc.nat(), (file, seed) => {
        const strong = (changes: readonly ReturnType<typeof listChanges>[number][]): Set<string> =>
          new Set(changes.filter(({ identity }) => !identity.weak).map((change) => claimKey(DELIVERY, change)));
        expect(strong(listChanges(play(payload(file), seed).posts))).toEqual(strong(splitFile(file)));
      }),
    );
  });

  it('gives every POST its own time of sending, in the unit of the original, and none where Meta gives none', () => {
    const times = (file: string): unknown[] =>
      (JSON.parse(play(payload(file), 1).posts[0]!.body.toString()) as { entry: { time?: unknown }[] }).entry.map(
        ({ time }) => time,
      );
    expect(times('page/feed-post-add.json')).toEqual([1795305600]);
    expect(times('messenger/message-text.json')).toEqual([1795305600000]);
    expect(times('whatsapp_business_account/messages-text.json')).toEqual([undefined]);
    expect(JSON.parse(play(payload('threads/replies-flat.json'), 1).posts[0]!.body.toString())).toMatchObject({
      time: 1795305600,
      target_id: expect.any(String),
    });
  });

  it('the same seed makes the same groups, another one others', () => {
    const bodies = (seed: number): string[] =>
      play(payload('edge/batch-1000-changes.json'), seed).posts.map(({ body }) => body.toString());
    expect(bodies(7)).toEqual(bodies(7));
    expect(bodies(8)).not.toEqual(bodies(7));
  });

  it('comes again in other groups, within bounds', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, refused) => {
        const random = seededRandom(`answers ${seed}`);
        const { posts } = play(payload('messenger/batch-two-pages.json'), seed, () => random() >= refused);
        expect(listChanges(posts).length).toBeLessThanOrEqual(6 * splitFile('messenger/batch-two-pages.json').length);
      }),
    );
    const { posts } = play(payload('edge/batch-1000-changes.json'), 7);
    expect(listChanges(posts).length).toBeGreaterThan(1_000);
    expect(new Set(posts.map(({ changes }) => changes)).size).toBeGreaterThan(5);
  });

  it('sends again what was refused, until it is accepted', () => {
    let answers = 0;
    const { posts, neverAccepted } = play(
      payload('edge/batch-1000-changes.json'),
      3,
      () => (answers += 1) % 3 > 0 || answers > 150,
    );
    expect(neverAccepted).toBe(0);
    expect(posts.length).toBeGreaterThan(150);
  });

  it('gives up where nothing is ever accepted, and says how much that is', () => {
    const { posts, neverAccepted } = play(payload('edge/batch-1000-changes.json'), 3, () => false);
    expect(neverAccepted).toBe(1_000);
    expect(listChanges(posts)).toHaveLength(1_000);
  });
});
