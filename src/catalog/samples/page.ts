import { PAGE_CHANGES } from '../page-changes.ts';
import type { PageChangeValues, PageMarketingMessageValue } from '../values/page.ts';
import type { SamplesOf, Stamp } from './stamp.ts';

const PAGE = '104000000000011';
const from = (s: Stamp): { id: string; name: string } => ({ id: s.id('7700000000000031'), name: 'Odile Test' });
const post = (s: Stamp): string => `${PAGE}_${s.id('800000000000001')}`;

type Documented = Pick<
  PageChangeValues,
  | 'leadgen_update'
  | 'business_integrity'
  | 'marketing_message_clicks'
  | 'marketing_message_deliveries'
  | 'marketing_message_delivery_failed'
  | 'marketing_message_echoes'
  | 'marketing_message_reads'
  | 'calls'
  | 'feed'
  | 'mention'
  | 'ratings'
  | 'group_feed'
  | 'leadgen'
  | 'live_videos'
  | 'videos'
  | 'conversations'
>;

const marketingMessage = (s: Stamp): PageMarketingMessageValue => ({
  recipient_id: s.id('24700000000000042'),
  page_id: PAGE,
  app_id: '990000000000001',
  timestamp: s.seconds,
  mid: s.id('m_sample_000009'),
  marketing_message_tracking_id: s.id('5f0c3a52-0000-4000-8000-000000000001'),
  messenger_subscription_token: 'sample-token',
});

const DOCUMENTED: SamplesOf<Documented> = {
  leadgen_update: (s) => ({
    leadgen_id: s.id('412070000000018'),
    page_id: PAGE,
    form_id: '870000000000001',
    updated_time: String(s.seconds),
    area: 'crm',
    event: 'update',
    updated_fields: ['status'],
  }),
  business_integrity: (s) => ({
    timestamp: s.seconds,
    status: 'RESTRICTED',
    violations: [{ type: 'SPAM', description: `Sample ${s.id('0001')}.` }],
  }),
  marketing_message_clicks: marketingMessage,
  marketing_message_deliveries: marketingMessage,
  marketing_message_delivery_failed: marketingMessage,
  marketing_message_echoes: marketingMessage,
  marketing_message_reads: marketingMessage,
  calls: (s) => ({
    id: s.id('c_sample_0001'),
    to: PAGE,
    from: s.id('24700000000000042'),
    event: 'connect',
    timestamp: s.seconds,
    call_direction: 'user_initiated',
  }),
  feed: (s) => ({
    item: 'comment',
    verb: 'add',
    comment_id: s.id('800000000000001_810000000000001'),
    post_id: post(s),
    parent_id: post(s),
    from: from(s),
    message: 'Do you open on Sunday?',
    created_time: s.seconds,
  }),
  mention: (s) => ({
    item: 'post',
    verb: 'add',
    post_id: s.id('7700000000000031_850000000000001'),
    sender_id: s.id('7700000000000031'),
    message: 'Best rye!',
    created_time: s.seconds,
  }),
  ratings: (s) => ({
    item: 'rating',
    verb: 'add',
    open_graph_story_id: s.id('860000000000001'),
    reviewer_id: s.id('7700000000000032'),
    reviewer_name: 'Paul Sample',
    recommendation_type: 'POSITIVE',
    review_text: 'Crisp crust',
    created_time: s.seconds,
  }),
  group_feed: (s) => ({
    item: 'comment',
    verb: 'add',
    recipient: { id: PAGE },
    from: from(s),
    group_id: '890000000000001',
    comment_id: s.id('890000000000003'),
    post_id: s.id('890000000000002'),
    message: 'Seen in the group',
    created_time: s.seconds,
  }),
  leadgen: (s) => ({
    leadgen_id: s.id('412070000000018'),
    page_id: PAGE,
    form_id: '870000000000001',
    ad_id: '0',
    adgroup_id: '0',
    created_time: s.seconds,
  }),
  live_videos: (s) => ({ id: s.id('880000000000001'), status: 'live' }),
  videos: (s) => ({ id: s.id('820000000000002'), title: 'Kneading at dawn', status: { video_status: 'ready' } }),
  conversations: (s) => ({ page_id: PAGE, thread_id: s.id('t_100000000000001'), thread_key: s.id('t_key_0001') }),
};

/** Placeholder values of fields for which Meta documents no payload. */
const UNDOCUMENTED = Object.fromEntries(
  PAGE_CHANGES.filter(({ field }) => !(field in DOCUMENTED)).map(({ field }) => [
    field,
    (): unknown => `a new ${field.replaceAll('_', ' ')}`,
  ]),
) as Record<Exclude<keyof PageChangeValues, keyof Documented>, () => unknown>;

export const PAGE_CHANGE_SAMPLES: SamplesOf<PageChangeValues> = { ...UNDOCUMENTED, ...DOCUMENTED };
