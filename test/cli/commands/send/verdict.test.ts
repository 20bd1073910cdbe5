import { describe, expect, it } from '@jest/globals';
import { findEventIds, judge, type PostedChanges } from '../../../../cli/commands/send/verdict.ts';

const post = (ids: readonly string[], accepted = true): PostedChanges => ({ ids, withoutId: 0, accepted });
const counts = (...emitted: readonly [string, number][]): ReadonlyMap<string, number> => new Map(emitted);

describe('what became of the changes of a run', () => {
  it.each([
    {
      rule: 'sent once, emitted once',
      posts: [post(['a', 'b'])],
      emissions: { counts: counts(['a', 1], ['b', 1]), before: [] },
      want: { changes: 2, delivered: 2, emitted: 2, duplicates: 0, missing: 0, twice: 0 },
    },
    {
      rule: 'sent three times, emitted once: two duplicates',
      posts: [post(['a']), post(['a']), post(['a'])],
      emissions: { counts: counts(['a', 1]), before: [] },
      want: { changes: 1, delivered: 3, emitted: 1, duplicates: 2, missing: 0, twice: 0 },
    },
    {
      rule: 'delivered but never emitted: missing, and nothing is a duplicate',
      posts: [post(['a', 'b']), post(['b'])],
      emissions: { counts: counts(['a', 1]), before: [] },
      want: { changes: 2, delivered: 3, emitted: 1, duplicates: 0, missing: 1, twice: 0 },
    },
    {
      rule: 'emitted at each of two deliveries: twice',
      posts: [post(['a']), post(['a'])],
      emissions: { counts: counts(['a', 2]), before: [] },
      want: { changes: 1, delivered: 2, emitted: 1, duplicates: 0, missing: 0, twice: 1 },
    },
    {
      rule: 'rejected by the receiver: not delivered, so not missing',
      posts: [post(['a'], false), post(['b'])],
      emissions: { counts: counts(['b', 1]), before: [] },
      want: { changes: 2, delivered: 1, emitted: 1, duplicates: 0, missing: 0, twice: 0 },
    },
    {
      rule: 'emitted before the run: each delivery is a duplicate, and none is emitted',
      posts: [post(['a']), post(['a'])],
      emissions: { counts: counts(), before: ['a'] },
      want: { changes: 1, delivered: 2, emitted: 0, duplicates: 2, missing: 0, twice: 0 },
    },
    {
      rule: 'emitted before the run, and again: twice',
      posts: [post(['a'])],
      emissions: { counts: counts(['a', 1]), before: ['a'] },
      want: { changes: 1, delivered: 1, emitted: 1, duplicates: 0, missing: 0, twice: 1 },
    },
  ])('$rule', ({ posts, emissions, want }) => {
    expect(judge(posts, { ...emissions, before: new Set(emissions.before) })).toEqual({ posts: posts.length, ...want });
  });
});

it('knows no id for changes that only their delivery identifies, nor for what is not JSON', () => {
  const errors = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'x', value: {} }] }] };
  expect(findEventIds(Buffer.from(JSON.stringify(errors)), 'meta')).toEqual({ ids: [], withoutId: 1 });
  expect(findEventIds(Buffer.from('no JSON'), 'meta')).toEqual({ ids: [], withoutId: 0 });
});
