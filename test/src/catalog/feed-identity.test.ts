import { describe, expect, it } from '@jest/globals';
import { SENT_AT } from '../../../src/catalog/entry.ts';
import { digest } from '../../../src/change/canonical-json.ts';
import { splitOf } from '../../support/expected.ts';

function feed(value: object): { members: readonly unknown[]; weak: boolean } {
  const [change] = splitOf({ object: 'page', entry: [{ id: '1', time: 9, changes: [{ field: 'feed', value }] }] });
  return change!.identity;
}

// The rules are those of the reference, section 4.4.
describe('a change of the feed', () => {
  it.each([
    { rule: 'is about the comment rather than the post', value: { item: 'comment', verb: 'add', comment_id: 'c', post_id: 'p', created_time: 3 }, want: ['comment', 'add', 'c', '3'] },
    { rule: 'is about the album where there is nothing nearer', value: { item: 'album', verb: 'add', album_id: 'a', event_id: 'e', created_time: 3 }, want: ['album', 'add', 'a', '3'] },
    { rule: 'has the sender of a reaction where Meta gives no from', value: { item: 'like', verb: 'add', post_id: 'p', sender_id: 's', created_time: 3 }, want: ['like', 'add', 'p', 's', '', '3'] },
    { rule: 'has no person where Meta names none', value: { item: 'like', verb: 'add', post_id: 'p', created_time: 3 }, want: ['like', 'add', 'p', '', '', '3'] },
    { rule: 'has the time of sending for a reaction without a time', value: { item: 'reaction', verb: 'remove', post_id: 'p', from: { id: 'f' }, reaction_type: 'wow' }, want: ['reaction', 'remove', 'p', 'f', 'wow', SENT_AT] },
    { rule: 'has no time for the removal of a post', value: { item: 'post', verb: 'remove', post_id: 'p' }, want: ['post', 'remove', 'p'] },
    { rule: 'has the time of sending for other removals', value: { item: 'photo', verb: 'remove', photo_id: 'p' }, want: ['photo', 'remove', 'p', SENT_AT] },
    { rule: 'has the text of an edit, for its time is that of the post', value: { item: 'status', verb: 'edited', post_id: 'p', message: 'm', created_time: 3 }, want: ['status', 'edited', 'p', '3', digest('m')] },
    { rule: 'has the photos of an edit without a text', value: { item: 'album', verb: 'update', album_id: 'a', photo_ids: ['1'], created_time: 3 }, want: ['album', 'update', 'a', '3', digest(['1'])] },
    { rule: 'has the time of sending for an edit of which nothing is told', value: { item: 'post', verb: 'edited', post_id: 'p', created_time: 3 }, want: ['post', 'edited', 'p', '3', '', SENT_AT] },
    { rule: 'has the time of sending for an edit without a time', value: { item: 'post', verb: 'edit', post_id: 'p', message: 'm' }, want: ['post', 'edit', 'p', '', digest('m'), SENT_AT] },
    { rule: 'is about the Page where there is no target', value: { item: 'like', verb: 'add', user_id: 'u' }, want: ['like', 'add', 'u', SENT_AT] },
    { rule: 'may have no verb', value: { item: 'post', post_id: 'p', created_time: 3 }, want: ['post', '', 'p', '3'] },
  ])('$rule', ({ value, want }) => {
    expect(feed(value).members).toEqual(want);
    expect(feed(value).weak).toBe(want.some((member) => member === SENT_AT));
  });

  it.each([
    { rule: 'without an item', value: { verb: 'add', post_id: 'p' } },
    { rule: 'without a target and a person', value: { item: 'like', verb: 'add' } },
  ])('is told by a digest $rule', ({ value }) => {
    expect(feed(value).members).toEqual([digest(value), SENT_AT]);
  });
});
