import { change, changes, type EntrySpec } from './define.ts';
import { addedByPerson, FEED_IDENTITY } from './feed-identity.ts';
import { byContent, byId, type Members } from './identity-rule.ts';
import { PAGE_SDK_FIELDS, MARKETING_MESSAGES } from './page-sdk-fields.ts';
import type {
  PageBusinessIntegrityValue,
  PageCallValue,
  PageLeadgenUpdateValue,
  PageLeadgenValue,
} from './values/page.ts';

const MANAGE = 'pages_manage_metadata';

const FEED = change('feed', {
  title: 'Feed',
  meaning:
    'A post, comment, reaction, photo, video, share, album or event of the Page was created, changed or removed.',
  identity: FEED_IDENTITY,
  certainty: 'likely',
  permission: MANAGE,
  personal: ['from', 'sender_id', 'sender_name', 'user_id', 'message', 'photos', 'link'],
});

const POST: Members = {
  item: true,
  verb: true,
  comment_id: true,
  post_id: true,
  parent_id: true,
  from: true,
  sender_id: true,
  sender_name: true,
  message: true,
  created_time: true,
  post: true,
};
const MENTION = POST;
const GROUP_POST: Members = { ...POST, recipient: true, group_id: true };
const RATING: Members = {
  ...POST,
  open_graph_story_id: true,
  reviewer_id: true,
  reviewer_name: true,
  recommendation_type: true,
  rating: true,
  review_text: true,
  reaction_type: true,
};

const POSTS = [
  FEED,
  change('mention', {
    title: 'Mention',
    meaning: 'A post or comment of another account mentions the Page.',
    identity: addedByPerson(['sender_id', 'from.id'], MENTION),
    certainty: 'likely',
    permission: MANAGE,
    personal: ['sender_id', 'sender_name', 'message'],
  }),
  change('ratings', {
    title: 'Rating',
    meaning: 'A recommendation of the Page, or a reaction to one. Meta stopped it in September 2025.',
    identity: addedByPerson(['reviewer_id', 'sender_id', 'from.id'], RATING),
    certainty: 'likely',
    historic: true,
    permission: MANAGE,
    personal: ['reviewer_id', 'reviewer_name', 'review_text'],
  }),
  change('group_feed', {
    title: 'Group feed',
    meaning: 'A comment on a post of the Page in a group.',
    identity: addedByPerson(['from.id', 'sender_id'], GROUP_POST),
    certainty: 'likely',
    permission: MANAGE,
    personal: ['from', 'message'],
  }),
  change('live_videos', {
    title: 'Live video',
    meaning: 'A live video changed its state.',
    certainty: 'likely',
    permission: MANAGE,
  }),
  change('videos', {
    title: 'Video',
    meaning: 'A video was encoded.',
    certainty: 'guessed',
    permission: MANAGE,
  }),
];

const CALL = change('calls', {
  title: 'Call',
  meaning: 'A call in Messenger started, ended or failed, or its media changed.',
  identity: byContent<PageCallValue>({
    needs: [['id'], ['event']],
    time: ['timestamp'],
    members: {
      id: true,
      event: true,
      from: true,
      to: true,
      recipient_id: true,
      timestamp: true,
      call_direction: true,
      call_status: true,
      session: true,
    },
  }),
  certainty: 'known',
  permission: 'pages_messaging',
  personal: ['from', 'to', 'recipient_id', 'session'],
});

const BUSINESS = [
  CALL,
  change('leadgen', {
    title: 'Lead',
    meaning: 'A person submitted a lead form. Contains only ids: read the lead from the Graph API.',
    identity: byId<PageLeadgenValue>([['leadgen_id']], {
      because: 'Lead ads guide, webhooks: one notification per lead, with its id',
      time: ['created_time'],
    }),
    certainty: 'known',
    permission: 'leads_retrieval',
    personal: ['leadgen_id'],
  }),
  change('conversations', {
    title: 'Conversation',
    meaning: 'A conversation of the Page changed.',
    certainty: 'guessed',
    historic: true,
    permission: 'pages_messaging',
    personal: ['thread_id'],
  }),
  change('messenger_template_status_update', {
    title: 'Template status',
    meaning: 'A Messenger message template was reviewed.',
    certainty: 'guessed',
    historic: true,
    permission: 'pages_messaging',
  }),
  change('message_template_status_update', {
    title: 'Template status',
    meaning: 'A Messenger message template was reviewed (name in the reference of Graph API v26).',
    certainty: 'guessed',
    permission: 'pages_messaging',
  }),
  change('leadgen_update', {
    title: 'Lead updated',
    meaning: 'A lead changed; `updated_fields` lists the fields.',
    identity: byContent<PageLeadgenUpdateValue>({
      needs: [['leadgen_id'], ['updated_time']],
      time: ['updated_time'],
      members: {
        leadgen_id: true,
        page_id: true,
        form_id: true,
        ad_id: true,
        adgroup_id: true,
        updated_time: true,
        area: true,
        event: true,
        updated_fields: true,
      },
    }),
    certainty: 'known',
    permission: 'leads_retrieval',
    personal: ['leadgen_id'],
  }),
  change('business_integrity', {
    title: 'Business integrity',
    meaning: 'Meta restricted the Page, or removed a restriction.',
    identity: byContent<PageBusinessIntegrityValue>({
      needs: [['timestamp']],
      time: ['timestamp'],
      members: { timestamp: true, status: true, violations: true, restrictions: true, action_events: true },
    }),
    certainty: 'known',
    permission: MANAGE,
  }),
  ...changes(
    [
      'messaging_integrity',
      'call_settings_update',
      'inbox_labels',
      'invoice_access_invoice_draft_change',
      'product_review',
    ],
    setting,
  ),
];

/** Fields that are in no reference since Graph API v26. */
const HISTORIC: ReadonlySet<string> = new Set(['about', 'bio', 'checkins']);

/** Fields of the Page's profile. Meta sends the new value, or only the name. */
const PROFILE = changes(
  [
    'about',
    'affiliation',
    'attire',
    'awards',
    'bio',
    'birthday',
    'category',
    'checkins',
    'company_overview',
    'culinary_team',
    'current_location',
    'description',
    'email',
    'founded',
    'general_info',
    'general_manager',
    'hometown',
    'hours',
    'location',
    'members',
    'mission',
    'name',
    'page_change_proposal',
    'page_upcoming_change',
    'parking',
    'payment_options',
    'personal_info',
    'personal_interests',
    'phone',
    'picture',
    'price_range',
    'products',
    'public_transit',
    'website',
  ],
  profileMember,
);

export const PAGE_CHANGES = [...POSTS, ...BUSINESS, ...MARKETING_MESSAGES, ...PROFILE, ...PAGE_SDK_FIELDS] as const;

function setting(field: string): EntrySpec {
  return {
    title: formatTitle(field),
    meaning: `Business setting of the Page: ${toWords(field)}.`,
    certainty: 'guessed',
    permission: MANAGE,
  };
}

function profileMember(field: string): EntrySpec {
  return {
    title: `Profile: ${toWords(field)}`,
    meaning: `The Page's profile changed: ${toWords(field)}.`,
    certainty: 'guessed',
    permission: MANAGE,
    historic: HISTORIC.has(field),
  };
}

function toWords(field: string): string {
  return field.replaceAll('_', ' ');
}

function formatTitle(field: string): string {
  const words = toWords(field);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
