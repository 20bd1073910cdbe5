import type { AdAccountValues } from '../values/ad-account.ts';
import type { ApplicationValues, PluginCommentValue } from '../values/application.ts';
import type { CertificateTransparencyValues } from '../values/certificate-transparency.ts';
import type { ManagedMetaAccountValues } from '../values/managed-meta-account.ts';
import type { PaymentValues } from '../values/payments.ts';
import type { PermissionValues } from '../values/permissions.ts';
import type { ProductCatalogValues } from '../values/product-catalog.ts';
import type { ThreadsPost, ThreadsValues } from '../values/threads.ts';
import type { UserConnectionValue, UserValues } from '../values/user.ts';
import type { SamplesOf, Stamp } from './stamp.ts';

const thread = (s: Stamp): ThreadsPost => ({
  id: s.id('18100000000000001'),
  username: 'odile.fixture',
  text: 'Reply text',
  media_type: 'TEXT_POST',
  permalink: 'https://www.threads.com/@odile.fixture/post/AAA',
  timestamp: '2026-01-01T00:00:00+0000',
});

export const THREADS_SAMPLES: SamplesOf<ThreadsValues> = {
  replies: (s) => ({
    ...thread(s),
    replied_to: { id: '18100000000000000' },
    root_post: { id: '18100000000000000', owner_id: '63000000000000001', username: 'fixture.bakery' },
  }),
  mentions: thread,
  publish: thread,
  delete: (s) => ({
    id: s.id('18100000000000003'),
    owner: { owner_id: '63000000000000001' },
    deleted_at: '2026-01-01T01:00:00+0000',
    username: 'fixture.bakery',
  }),
};

const added = (s: Stamp): UserConnectionValue => ({ verb: 'add', object_id: s.id('10150000000002201') });
const changed = (): string => 'a new value';

export const USER_SAMPLES: SamplesOf<UserValues> = {
  books: added,
  favorite_athletes: added,
  favorite_teams: added,
  feed: added,
  friends: added,
  likes: (s) => ({ verb: 'add', page: s.id('55510001000100') }),
  live_videos: added,
  movies: added,
  music: added,
  photos: added,
  picture: added,
  statuses: added,
  television: added,
  videos: added,
  about: changed,
  birthday: () => '01/01/2000',
  education: changed,
  email: () => 'ines.fixture@example.com',
  fbe_install: () => ({ fbe_event: 'sample' }),
  first_name: () => 'Ines',
  gender: changed,
  hometown: changed,
  last_name: () => 'Fixture',
  location: changed,
  name: () => 'Ines Fixture',
  relationship_status: changed,
  religion: changed,
  work_history: (s) => [{ id: s.id('70010001'), employer: { id: '70020002', name: 'Harbour Kite Works' } }],
};

export const PERMISSION_SAMPLES: SamplesOf<PermissionValues> = {
  '*': (s) => ({ verb: 'granted', target_ids: [s.id('17841400000000001')] }),
};

/** Samples without a value, because Meta sends only the names of these fields. */
export const PAYMENT_SAMPLES: SamplesOf<PaymentValues> = { actions: () => undefined, disputes: () => undefined };
export const CERTIFICATE_SAMPLES: SamplesOf<CertificateTransparencyValues> = {
  certificate: () => undefined,
  phishing: () => undefined,
};

export const AD_ACCOUNT_SAMPLES: SamplesOf<AdAccountValues> = {
  with_issues_ad_objects: (s) => ({
    id: s.id('238000000000001'),
    level: 'AD',
    error_code: '1815869',
    error_summary: 'Post not available',
    error_message: 'Sample.',
  }),
  in_process_ad_objects: (s) => ({ id: s.id('238000000000002'), level: 'CREATIVE', status_name: 'Paused' }),
  field_changed: (s) => ({
    object_id: s.id('238000000000003'),
    object_type: 'ad',
    changed_fields: ['effective_status'],
  }),
  subscriptions: (s) => ({
    subscription_id: '1111000000000001',
    account_id: '120000000000091',
    object_id: s.id('238000000000004'),
    object_type: 'campaign',
  }),
  ad_recommendations: (s) => ({
    recommendation_type: 'CREATIVE_FATIGUE',
    recommendation_signature: s.id('sig0001'),
    recommendation_hash: s.id('hash0001'),
    recommendation_stage: 'NEW',
  }),
  creative_fatigue: (s) => ({
    adgroup_id: s.id('238000000000006'),
    creative_fatigue_level: 'Medium',
    creative_fatigue_message: 'Sample.',
  }),
  product_set_issue: (s) => ({ product_set_id: s.id('238000000000007'), type: 'OUT_OF_STOCK', description: 'Sample.' }),
  ads_async_creation_request: (s) => ({ id: s.id('605000000000001'), status: 'SUCCESS' }),
};

const pluginComment = (s: Stamp): PluginCommentValue => ({
  id: s.id('609000000000002'),
  from: { id: '7700000000000031', name: 'Odile Test' },
  message: 'Sample',
  created_time: s.seconds,
});
const undocumented = (s: Stamp): unknown => ({ id: s.id('606000000000001') });

export const APPLICATION_SAMPLES: SamplesOf<ApplicationValues> = {
  async_requests: (s) => ({ category: 'insights', verb: 'complete', report_id: s.id('603000000000001') }),
  ads_rules_engine: (s) => ({
    rule_id: '604000000000001',
    account_id: '120000000000091',
    object_id: s.id('238000000000008'),
    object_type: 'ADSET',
    trigger_field: 'cpc',
    current_value: '15.8',
  }),
  ad_account: () => ({ id: '120000000000091', account_status: 2, disable_reason: 1, business: '232000000000002' }),
  async_sessions: undocumented,
  dev_alerts: (s) => ({
    notification_id: s.id('607000000000001'),
    date: '2026-01-01',
    header: 'Sample',
    subtitle: 'An alert.',
  }),
  group_install: (s) => ({
    group_id: s.id('608000000000001'),
    update_time: s.seconds,
    verb: 'add',
    actor_id: '7700000000000031',
  }),
  oe_reseller_onboarding_request_created: (s) => ({ id: s.id('606000000000001') }),
  plugin_comment: pluginComment,
  plugin_comment_reply: (s) => ({ ...pluginComment(s), parent: { id: '609000000000001' } }),
};

export const PRODUCT_CATALOG_SAMPLES: SamplesOf<ProductCatalogValues> = {
  items_batch: (s) => ({ catalog_id: '366000000000001', handle: s.id('AczHandle_sample_0001'), status: 'Finished' }),
  product_feed: (s) => ({
    catalog_id: '366000000000001',
    product_feed_id: s.id('367000000000001'),
    status: 'Finished',
  }),
};

/** Samples without a value, because Meta documents no payload. */
export const MANAGED_META_ACCOUNT_SAMPLES: SamplesOf<ManagedMetaAccountValues> = {
  '*': (s) => ({ id: s.id('1390000000000002') }),
};
