import { isObject, textAt, type JsonObject } from '../change/json.ts';
import { change, event } from './define.ts';
import type { CatalogObject, IdentityRule } from './entry.ts';
import * as messaging from './messaging.ts';
import { digestOf } from './rule.ts';

const permission = 'instagram_manage_messages or instagram_business_manage_messages';
const COMMENTS = 'instagram_manage_comments or instagram_business_manage_comments';

/** A retry repeats the numbers; newer numbers are another change. */
const insightsIdentity: IdentityRule = ({ value }) => {
  if (!isObject(value)) return [undefined];
  const metrics: JsonObject = Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'media_id'));
  return [textAt(value, 'media_id') || undefined, digestOf(metrics)];
};

const CHANGES = [
  change('comments', {
    title: 'Comment',
    meaning: 'Somebody commented on a post, reel or ad. Edits and deletions are not announced.',
    identity: 'id or comment_id',
    certainty: 'known',
    permission: COMMENTS,
    personal: ['from', 'text'],
  }),
  change('live_comments', {
    title: 'Live comment',
    meaning: 'Somebody commented on a live video.',
    identity: 'id or comment_id',
    certainty: 'known',
    permission: COMMENTS,
    personal: ['from', 'text'],
  }),
  change('mentions', {
    title: 'Mention',
    meaning: 'Somebody mentioned the account in a comment or a caption.',
    identity: "'comment', comment_id; else 'media', media_id",
    certainty: 'likely',
    permission: COMMENTS,
  }),
  change('story_insights', {
    title: 'Story insights',
    meaning: 'The numbers of a story that ended; -1 is a count under 5.',
    identity: 'media_id, digest(all other members)',
    identify: insightsIdentity,
    certainty: 'known',
    permission: 'instagram_manage_insights or instagram_business_manage_insights',
  }),
] as const;

const EVENTS = [
  event('messages', 'message.deleted', { ...messaging.MESSAGE_DELETED, permission }),
  event('messages', 'message', { ...messaging.MESSAGE, permission }),
  event('message_edit', 'message_edit', { ...messaging.MESSAGE_EDIT, permission }),
  event('message_reactions', 'reaction', { ...messaging.REACTION, permission }),
  event('messaging_seen', 'read', { ...messaging.READ, certainty: 'known', permission }),
  event('messaging_postbacks', 'postback', { ...messaging.POSTBACK, permission }),
  event('messaging_referral', 'referral', { ...messaging.REFERRAL, permission }),
  event('messaging_optins', 'optin', { ...messaging.OPTIN, permission }),
  event('messaging_handover', 'pass_thread_control', { ...messaging.HANDOVERS.pass, permission }),
  event('messaging_handover', 'take_thread_control', { ...messaging.HANDOVERS.take, permission }),
  event('messaging_handover', 'request_thread_control', { ...messaging.HANDOVERS.request, permission }),
  event('messaging_handover', 'app_roles', { ...messaging.APP_ROLES, permission }),
  event('messaging_policy_enforcement', 'policy-enforcement', { ...messaging.POLICY_ENFORCEMENT, permission }),
  event('response_feedback', 'response_feedback', messaging.rareEvent('response_feedback', 'Response feedback', 'Somebody rated an automatic answer.')),
] as const;

export const instagram = {
  object: 'instagram',
  title: 'Instagram',
  product: 'Instagram API',
  entries: [...CHANGES, ...EVENTS],
} as const satisfies CatalogObject;
