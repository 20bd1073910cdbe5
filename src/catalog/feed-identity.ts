import { textAt } from '../json/json.ts';
import {
  byContent,
  byId,
  weak,
  type IdentityInput,
  type IdentityRule,
  type Members,
  type Variant,
  type Volatile,
} from './identity-rule.ts';

/** Matches the item and the verb of a change, for example a `comment` with `hide`. */
function tells(
  items: readonly string[] | undefined,
  verbs: readonly string[] | undefined,
): (input: IdentityInput) => boolean {
  return ({ verb = '', value }) =>
    (items?.includes(textAt(value, 'item') ?? '') ?? true) && (verbs?.includes(verb) ?? true);
}

const PERSON = ['from.id', 'sender_id', 'user_id'];
const TARGET = ['comment_id', 'post_id', 'photo_id', 'video_id', 'share_id', 'album_id', 'event_id'];
const CREATED = ['created_time'];
const TIME = { time: CREATED };
const POST: Volatile = { path: 'post', because: 'the state of the post when Meta sent it, not of the change' };

const MEMBERS: Members = {
  item: true,
  verb: true,
  post_id: true,
  comment_id: true,
  parent_id: true,
  photo_id: true,
  video_id: true,
  share_id: true,
  album_id: true,
  event_id: true,
  user_id: true,
  from: { id: true, name: true },
  sender_id: true,
  sender_name: true,
  recipient_id: true,
  reaction_type: true,
  message: true,
  story: true,
  link: true,
  photo: true,
  video: true,
  photos: true,
  photo_ids: true,
  post: true,
  video_flag_reason: true,
  published: true,
  is_hidden: true,
  created_time: true,
  edited_time: true,
};

const VARIANTS: readonly Variant[] = [
  {
    name: 'a comment is added',
    when: tells(['comment'], ['add']),
    rule: byId([['comment_id']], { because: 'Page reference, feed: a comment is added once, under its id', ...TIME }),
  },
  {
    name: 'a comment is hidden or shown again',
    when: tells(['comment'], ['hide', 'unhide']),
    // A recording shows that the time is that of the action, so hide, unhide and hide are three changes.
    rule: byContent({ needs: [['comment_id'], CREATED], volatile: [POST], members: MEMBERS, ...TIME }),
  },
  {
    name: 'a comment or post is removed',
    when: tells(['comment', 'post'], ['remove']),
    // A removal happens once, so no time is needed to distinguish two removals.
    rule: byContent({ needs: [['comment_id', 'post_id']], volatile: [POST], members: MEMBERS, ...TIME }),
  },
  {
    name: 'a reaction or like of something',
    when: ({ verb, value }) =>
      tells(['reaction', 'like'], undefined)({ verb, value, extra: undefined }) &&
      TARGET.some((name) => textAt(value, name)),
    rule: byContent({ needs: [PERSON, CREATED], volatile: [POST], members: MEMBERS, ...TIME }),
  },
  {
    name: 'a post is added',
    when: tells(['post', 'status', 'photo', 'video', 'share', 'event'], ['add']),
    // A scheduled post is added twice: when it is created, and when it is published.
    rule: byContent({ needs: [TARGET, CREATED], members: MEMBERS, ...TIME }),
  },
];

/**
 * Identifies changes of a Page's feed. Meta sends no id of the change, only what changed, by whom and when. For an
 * edit, `created_time` is that of the post, and a post may return to an earlier text, so an edit is weak.
 */
export const FEED_IDENTITY: IdentityRule = {
  mode: 'variants',
  variants: VARIANTS,
  otherwise: weak({ because: 'the only time is that of the post, and equal content may be a new change' }),
};

/**
 * Identifies an action of a person on a Page. It is weak for edits, because they have the time of the edited content.
 * @param person - members that may identify the person
 */
export function addedByPerson(person: readonly string[], members: Members): IdentityRule {
  return {
    mode: 'variants',
    variants: [
      {
        name: 'added',
        when: tells(undefined, ['add']),
        rule: byContent({ needs: [person, CREATED], volatile: [POST], members, ...TIME }),
      },
    ],
    otherwise: weak({ because: 'the only time is that of the edited content' }),
  };
}
