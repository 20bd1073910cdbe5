import { change, changes } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent } from './identity-rule.ts';
import type { AsyncRequestValue } from './values/application.ts';

export const application = {
  object: 'application',
  title: 'Application',
  product: 'Marketing API and apps',
  entries: [
    change('async_requests', {
      title: 'Report',
      meaning: 'An asynchronous request, such as an insights report, ended.',
      identity: byContent<AsyncRequestValue>({ needs: [['report_id'], ['verb']], members: { category: true, verb: true, report_id: true } }),
      certainty: 'likely',
    }),
    change('ads_rules_engine', {
      title: 'Ad rule',
      meaning: 'The condition of an ad rule holds.',
      certainty: 'guessed',
    }),
    change('ad_account', {
      title: 'Ad account',
      meaning: 'An ad account of the app changed its status.',
      certainty: 'guessed',
    }),
    ...changes(['async_sessions', 'group_install', 'oe_reseller_onboarding_request_created', 'plugin_comment', 'plugin_comment_reply'], (field) => ({
      title: `Application: ${field.replaceAll('_', ' ')}`,
      meaning: `Meta names this field and shows no payload of it: ${field.replaceAll('_', ' ')}.`,
      certainty: 'guessed',
      ...(field.startsWith('plugin_') && { personal: ['from', 'message'] }),
    })),
  ],
} as const satisfies CatalogObject;
