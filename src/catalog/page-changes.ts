import { change, changes, type About } from './define.ts';
import { FEED_IDENTITY, feedIdentity } from './feed-identity.ts';
import { WEAK } from './rule.ts';

const MANAGE = 'pages_manage_metadata';

const FEED = change('feed', {
  title: 'Feed',
  meaning: 'A post, comment, reaction, photo, video, share, album or event of the Page was made, changed or removed.',
  identity: FEED_IDENTITY,
  identify: feedIdentity,
  certainty: 'likely',
  permission: MANAGE,
  personal: ['from', 'sender_id', 'sender_name', 'user_id', 'message', 'photos', 'link'],
});

const POSTS = [
  FEED,
  change('mention', {
    title: 'Mention',
    meaning: 'A post or comment elsewhere mentions the Page.',
    identity: 'item, verb, comment_id or post_id, created_time or entry.time',
    certainty: 'likely',
    permission: MANAGE,
    personal: ['sender_id', 'sender_name', 'message'],
  }),
  change('ratings', {
    title: 'Rating',
    meaning: 'A recommendation of the Page, or a reaction to one. Meta stopped it in September 2025.',
    identity: 'item, verb, comment_id or open_graph_story_id or post_id, created_time or entry.time',
    certainty: 'likely',
    permission: MANAGE,
    personal: ['reviewer_id', 'reviewer_name', 'review_text'],
  }),
  change('group_feed', {
    title: 'Group feed',
    meaning: 'A comment on a post of the Page in a group.',
    identity: 'item, verb, comment_id, created_time or entry.time',
    certainty: 'likely',
    permission: MANAGE,
    personal: ['from', 'message'],
  }),
  change('live_videos', {
    title: 'Live video',
    meaning: 'A live video changed its state.',
    identity: 'id, status, entry.time',
    certainty: 'likely',
    permission: MANAGE,
  }),
  change('videos', {
    title: 'Video',
    meaning: 'A video was encoded.',
    identity: WEAK,
    certainty: 'guessed',
    permission: MANAGE,
  }),
];

const BUSINESS = [
  change('leadgen', {
    title: 'Lead',
    meaning: 'Somebody sent a lead form. Only ids: the lead itself is in the Graph API.',
    identity: 'leadgen_id',
    certainty: 'known',
    permission: 'leads_retrieval',
    personal: ['leadgen_id'],
  }),
  change('conversations', {
    title: 'Conversation',
    meaning: 'A conversation of the Page changed.',
    identity: WEAK,
    certainty: 'guessed',
    permission: 'pages_messaging',
    personal: ['thread_id'],
  }),
  change('messenger_template_status_update', {
    title: 'Template status',
    meaning: 'A Messenger message template was reviewed.',
    identity: WEAK,
    certainty: 'guessed',
    permission: 'pages_messaging',
  }),
  change('message_template_status_update', {
    title: 'Template status',
    meaning: 'A Messenger message template was reviewed (name in the reference of Graph API v26).',
    identity: WEAK,
    certainty: 'guessed',
    permission: 'pages_messaging',
  }),
  ...changes(['business_integrity', 'messaging_integrity', 'call_settings_update', 'inbox_labels', 'invoice_access_invoice_draft_change', 'product_review'], (field) => ({
    title: titleOf(field),
    meaning: `Business setting of the Page: ${wordsOf(field)}.`,
    identity: WEAK,
    certainty: 'guessed',
    permission: MANAGE,
  })),
];

/** Fields of the Page's own profile; Meta sends the new value, or nothing but the name. */
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

export const PAGE_CHANGES = [...POSTS, ...BUSINESS, ...PROFILE] as const;

function profileMember(field: string): About {
  return {
    title: `Profile: ${wordsOf(field)}`,
    meaning: `The Page's profile changed: ${wordsOf(field)}.`,
    identity: WEAK,
    certainty: 'guessed',
    permission: MANAGE,
  };
}

function wordsOf(field: string): string {
  return field.replaceAll('_', ' ');
}

function titleOf(field: string): string {
  const words = wordsOf(field);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
