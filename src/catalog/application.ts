import { change, changes } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { WEAK } from './rule.ts';

export const application = {
  object: 'application',
  title: 'Application',
  product: 'Marketing API and apps',
  entries: [
    change('async_requests', {
      title: 'Report',
      meaning: 'An asynchronous request, such as an insights report, ended.',
      identity: 'report_id, verb',
      certainty: 'likely',
    }),
    change('ads_rules_engine', {
      title: 'Ad rule',
      meaning: 'The condition of an ad rule holds.',
      identity: 'rule_id, object_id, trigger_field?, current_value?, entry.time',
      certainty: 'guessed',
    }),
    change('ad_account', {
      title: 'Ad account',
      meaning: 'An ad account of the app changed its status.',
      identity: 'id, account_status?, disable_reason?, entry.time',
      certainty: 'guessed',
    }),
    ...changes(['async_sessions', 'group_install', 'oe_reseller_onboarding_request_created', 'plugin_comment', 'plugin_comment_reply'], (field) => ({
      title: `Application: ${field.replaceAll('_', ' ')}`,
      meaning: `Meta names this field and shows no payload of it: ${field.replaceAll('_', ' ')}.`,
      identity: WEAK,
      certainty: 'guessed',
      ...(field.startsWith('plugin_') && { personal: ['from', 'message'] }),
    })),
  ],
} as const satisfies CatalogObject;
