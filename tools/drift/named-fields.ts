import type { Explained, NamedFields } from './compare.ts';

/**
 * Fields of all objects except Page and Instagram. Meta publishes no generated list, so these are collected manually.
 */
export const NAMED_FIELDS: readonly NamedFields[] = [
  {
    object: 'whatsapp_business_account',
    source: "WhatsApp's webhook references and the App Dashboard (collected in November 2026)",
    fields: [
      'account_alerts account_review_update account_settings_update account_update automatic_events',
      'business_capability_update business_status_update business_username_updates calls flows',
      'group_lifecycle_update group_participants_update group_settings_update group_status_update history ' +
        'message_echoes',
      'message_template_components_update message_template_quality_update message_template_status_update messages',
      'messaging_handovers partner_solutions payment_configuration_update phone_number_name_update',
      'phone_number_quality_update security smb_app_state_sync smb_message_echoes standby template_category_update',
      'template_correct_category_detection tracking_events user_id_update user_preferences',
    ].flatMap(words),
  },
  {
    object: 'threads',
    source: 'Threads reference, webhooks (30 June 2026)',
    fields: words('delete mentions publish replies'),
  },
  {
    object: 'payments',
    source: 'Payments guide, real-time updates (collected in November 2026)',
    fields: words('actions disputes'),
  },
  {
    object: 'ad_account',
    source: 'Graph API v25 reference, Ad Account (collected in November 2026)',
    fields: words(
      'ad_recommendations ads_async_creation_request creative_fatigue effective_status in_process_ad_objects ' +
        'product_set_issue subscriptions with_issues_ad_objects',
    ),
  },
  {
    object: 'application',
    source: 'Graph API v25 reference, Application (collected in November 2026)',
    fields: words(
      'ad_account ads_rules_engine async_requests dev_alerts group_install ' +
        'oe_reseller_onboarding_request_created plugin_comment plugin_comment_reply',
    ),
  },
  {
    object: 'catalog',
    source: 'Graph API v25 reference, Catalog (collected in November 2026)',
    fields: words('items_batch product_feed'),
  },
  {
    object: 'certificate_transparency',
    source: 'Certificate Transparency guide (collected in November 2026)',
    fields: words('certificate phishing'),
  },
  {
    object: 'user',
    source: 'Facebook Login guide and recorded payloads (collected in November 2026)',
    fields: [
      'about birthday books education email favorite_athletes favorite_teams fbe_install feed first_name ' +
        'friends gender hometown',
      'last_name likes live_videos location movies music name photos picture relationship_status religion ' +
        'statuses television',
      'videos work_history',
    ].flatMap(words),
  },
  { object: 'permissions', source: 'any name of a permission', fields: [] },
  { object: 'managed_meta_account', source: 'Graph API v26 index of objects; no fields are public', fields: [] },
];

const OLD_NAME = 'a name of older versions; apps subscribed then may still get it';

/** Intentional differences. An entry that no longer differs is an error too. */
export const EXPLAINED: readonly Explained[] = [
  { object: 'page', field: 'invalid_topic_placeholder', because: "a placeholder of Meta's generator, no field" },
  { object: 'page', field: 'about', because: OLD_NAME },
  { object: 'page', field: 'messenger_template_status_update', because: OLD_NAME },
  {
    object: 'instagram',
    field: 'messaging_policy_enforcement',
    because: 'seen by implementations, in no reference since v25',
  },
  { object: 'instagram', field: 'response_feedback', because: 'seen by implementations, in no reference since v25' },
  {
    object: 'whatsapp_business_account',
    field: 'business_username_update',
    because: 'a misspelling of early documents; kept as an alias',
  },
  {
    object: 'whatsapp_business_account',
    field: 'group_participant_update',
    because: 'a second spelling on one page of the references',
  },
  { object: 'ad_account', field: 'field_changed', because: '`effective_status` is delivered under this name' },
  { object: 'application', field: 'async_sessions', because: OLD_NAME },
];

function words(line: string): string[] {
  return line.split(' ');
}
