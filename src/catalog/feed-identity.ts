import { member, textAt, type Json } from '../change/json.ts';
import { SENT_AT, type IdentityMember, type IdentityRule } from './entry.ts';
import { digestOf } from './rule.ts';

/** The most precise of what a feed change is about, first. */
const TARGETS = ['comment_id', 'post_id', 'photo_id', 'video_id', 'share_id', 'album_id', 'event_id'] as const;
const REACTIONS: ReadonlySet<string | undefined> = new Set(['reaction', 'like']);
const EDITS: ReadonlySet<string> = new Set(['edit', 'edited', 'update']);
/** What is removed only once, so that no time is needed to tell two removals apart. */
const ONCE: ReadonlySet<string | undefined> = new Set(['comment', 'post']);

/** What {@link feedIdentity} does, in words. */
export const FEED_IDENTITY =
  'item, verb, the first of comment_id, post_id, photo_id, video_id, share_id, album_id, event_id; ' +
  'of a reaction from.id and reaction_type; created_time; of an edit digest(message or photo_ids); ' +
  'entry.time where there is no created_time, but for a removed comment or post';

/**
 * Tells changes of a Page's feed apart: there is no id of the change, only of what changed, by whom and when.
 * `created_time` of an edit is that of the post, so an edit counts by its content.
 */
export const feedIdentity: IdentityRule = ({ verb = '', value }) => {
  const item = textAt(value, 'item');
  const target = targetOf(value);
  // A like of the Page itself: it has no target but the Page.
  return target === undefined ? [item, verb, textAt(value, 'user_id'), SENT_AT] : [item, verb, target, ...occasionOf(value, item, verb)];
};

/** Tells apart what happens to one target. */
function occasionOf(value: Json, item: string | undefined, verb: string): IdentityMember[] {
  const createdTime = textAt(value, 'created_time');
  if (REACTIONS.has(item)) return [personOf(value), textAt(value, 'reaction_type') ?? '', createdTime ?? SENT_AT];
  if (EDITS.has(verb)) return editOf(value, createdTime);
  if (createdTime !== undefined) return [createdTime];
  return verb === 'remove' && ONCE.has(item) ? [] : [SENT_AT];
}

function editOf(value: Json, createdTime: string | undefined): IdentityMember[] {
  const content = digestOf(member(value, 'message')) ?? digestOf(member(value, 'photo_ids'));
  return content === undefined || createdTime === undefined ? [createdTime ?? '', content ?? '', SENT_AT] : [createdTime, content];
}

function targetOf(value: Json): string | undefined {
  for (const name of TARGETS) {
    const target = textAt(value, name);
    if (target) return target;
  }
  return undefined;
}

function personOf(value: Json): string {
  return textAt(value, 'from', 'id') ?? textAt(value, 'sender_id') ?? '';
}
