import { textAt } from '../json/json.ts';
import { change, changes, event } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent, byId } from './identity-rule.ts';
import * as messaging from './messaging.ts';
import { sdkField } from './page-sdk-fields.ts';
import type { InstagramCommentValue, InstagramMentionValue, InstagramStoryInsightsValue } from './values/instagram.ts';

const permission = 'instagram_manage_messages or instagram_business_manage_messages';
const COMMENTS = 'instagram_manage_comments or instagram_business_manage_comments';

const COMMENT = byId<InstagramCommentValue>([['id', 'comment_id']], {
  because: 'Instagram reference, comments: `id` is the id of the comment, sent when it is created',
});

const CHANGES = [
  change('comments', {
    title: 'Comment',
    meaning: 'A person commented on a post, reel or ad. Meta sends no edits or deletions.',
    identity: COMMENT,
    certainty: 'known',
    permission: COMMENTS,
    personal: ['from', 'text'],
  }),
  change('live_comments', {
    title: 'Live comment',
    meaning: 'A person commented on a live video.',
    identity: COMMENT,
    certainty: 'known',
    permission: COMMENTS,
    personal: ['from', 'text'],
  }),
  change('mentions', {
    title: 'Mention',
    meaning: 'A person mentioned the account in a comment or a caption.',
    identity: {
      mode: 'variants',
      variants: [
        {
          name: 'in a comment',
          when: ({ value }) => Boolean(textAt(value, 'comment_id')),
          rule: byId<InstagramMentionValue>([['comment_id']], {
            because: 'Instagram guide, mentions: a comment is sent once, with its id',
          }),
        },
      ],
      otherwise: byId<InstagramMentionValue>([['media_id']], {
        because: 'Instagram guide, mentions: a caption mentions the account once, and only the id of its media is sent',
      }),
    },
    certainty: 'likely',
    permission: COMMENTS,
  }),
  change('story_insights', {
    title: 'Story insights',
    meaning: 'The metrics of a story that ended; -1 is a count under 5.',
    // A retry repeats the numbers; different numbers are another change.
    identity: byContent<InstagramStoryInsightsValue>({
      needs: [['media_id']],
      members: {
        media_id: true,
        exits: true,
        replies: true,
        reach: true,
        taps_forward: true,
        taps_back: true,
        impressions: true,
      },
    }),
    certainty: 'known',
    permission: 'instagram_manage_insights or instagram_business_manage_insights',
  }),
] as const;

/** Fields that only Meta's SDK contains, without a reference. */
const SDK_FIELDS = changes(
  [
    'agent_messages',
    'comment_poll_response',
    'creator_marketplace_invited_creator_onboarding',
    'creator_marketplace_projects',
    'delta',
    'follow',
    'onboarding_welcome_message_series',
    'share_to_story',
    'story_poll_response',
    'story_reactions',
  ],
  sdkField,
);

const EVENTS = [
  event('messages', 'message.deleted', { ...messaging.MESSAGE_DELETED, permission }),
  event('messages', 'message', { ...messaging.MESSAGE, permission }),
  event('message_edit', 'message_edit', { ...messaging.MESSAGE_EDIT, permission }),
  event('message_reactions', 'reaction', { ...messaging.REACTION, permission }),
  event('messaging_seen', 'read', { ...messaging.SEEN, permission }),
  event('messaging_postbacks', 'postback', { ...messaging.POSTBACK, permission }),
  event('messaging_referral', 'referral', { ...messaging.REFERRAL, permission }),
  event('messaging_optins', 'optin', { ...messaging.OPTIN, permission }),
  event('messaging_handover', 'pass_thread_control', { ...messaging.HANDOVERS.pass, permission }),
  event('messaging_handover', 'take_thread_control', { ...messaging.HANDOVERS.take, permission }),
  event('messaging_handover', 'request_thread_control', { ...messaging.HANDOVERS.request, permission }),
  event('messaging_handover', 'app_roles', { ...messaging.APP_ROLES, permission }),
  event('messaging_policy_enforcement', 'policy-enforcement', { ...messaging.POLICY_ENFORCEMENT, permission }),
  event(
    'response_feedback',
    'response_feedback',
    messaging.rareEvent('response_feedback', 'Response feedback', 'A person rated an automatic reply.'),
  ),
] as const;

export const instagram = {
  object: 'instagram',
  title: 'Instagram',
  product: 'Instagram API',
  entries: [...CHANGES, ...SDK_FIELDS, ...EVENTS],
} as const satisfies CatalogObject;
