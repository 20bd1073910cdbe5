import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { WEAK } from './rule.ts';

const certainty = 'likely';
const permission = 'ads_management or ads_read';

export const adAccount = {
  object: 'ad_account',
  title: 'Ad account',
  product: 'Marketing API',
  entries: [
    change('with_issues_ad_objects', {
      title: 'Ad object with issues',
      meaning: 'A campaign, ad set or ad stopped for an error.',
      identity: 'level, id, error_code, entry.time',
      certainty,
      permission,
    }),
    change('in_process_ad_objects', {
      title: 'Ad object processed',
      meaning: 'A campaign, ad set, ad or creative is no longer in process.',
      identity: 'level, id, status_name, entry.time',
      certainty,
      permission,
    }),
    change('field_changed', {
      title: 'Ad object changed',
      meaning: 'Names the members that changed (effective_status…), not their values.',
      identity: 'object_type, object_id, sorted(changed_fields), entry.time',
      certainty,
      permission,
    }),
    change('subscriptions', {
      title: 'Subscribed object changed',
      meaning: 'An ad object under a subscription changed.',
      identity: 'subscription_id, object_type, object_id, entry.time',
      certainty,
      permission,
    }),
    change('ad_recommendations', {
      title: 'Recommendation',
      meaning: 'Meta recommends a change of ads.',
      identity: 'recommendation_signature, recommendation_hash, recommendation_stage',
      certainty,
      permission,
    }),
    change('creative_fatigue', {
      title: 'Creative fatigue',
      meaning: 'People have seen a creative too often.',
      identity: 'adgroup_id, creative_fatigue_level, entry.time',
      certainty,
      permission,
    }),
    change('product_set_issue', {
      title: 'Product set issue',
      meaning: 'A product set of running ads has a problem.',
      identity: 'product_set_id, type, entry.time',
      certainty,
      permission,
    }),
    change('ads_async_creation_request', {
      title: 'Ads made',
      meaning: 'An asynchronous request to make ads ended.',
      identity: WEAK,
      certainty: 'guessed',
      permission,
    }),
  ],
} as const satisfies CatalogObject;
