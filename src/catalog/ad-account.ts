import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent } from './identity-rule.ts';
import type { AdRecommendationValue } from './values/ad-account.ts';

const certainty = 'likely';
const permission = 'ads_management or ads_read';

export const adAccount = {
  object: 'ad_account',
  title: 'Ad account',
  product: 'Marketing API',
  entries: [
    change('with_issues_ad_objects', {
      title: 'Ad object with issues',
      meaning: 'A campaign, ad set or ad stopped because of an error.',
      certainty,
      permission,
    }),
    change('in_process_ad_objects', {
      title: 'Ad object processed',
      meaning: 'A campaign, ad set, ad or creative is no longer in process.',
      certainty,
      permission,
    }),
    change('field_changed', {
      title: 'Ad object changed',
      meaning: 'Contains the names of the members that changed (effective_status…), not their values.',
      certainty,
      permission,
    }),
    change('subscriptions', {
      title: 'Subscribed object changed',
      meaning: 'An ad object with a subscription changed.',
      certainty,
      permission,
    }),
    change('ad_recommendations', {
      title: 'Recommendation',
      meaning: 'Meta recommends changes to ads.',
      identity: byContent<AdRecommendationValue>({
        needs: [['recommendation_signature', 'recommendation_hash']],
        members: {
          ad_account_id: true,
          ad_object_ids: true,
          recommendation_type: true,
          recommendation_signature: true,
          recommendation_hash: true,
          recommendation_message: true,
          recommendation_stage: true,
        },
      }),
      certainty,
      permission,
    }),
    change('creative_fatigue', {
      title: 'Creative fatigue',
      meaning: 'People have seen a creative too often.',
      certainty,
      permission,
    }),
    change('product_set_issue', {
      title: 'Product set issue',
      meaning: 'A product set of running ads has a problem.',
      certainty,
      permission,
    }),
    change('ads_async_creation_request', {
      title: 'Ads made',
      meaning: 'An asynchronous request to make ads ended.',
      certainty: 'guessed',
      permission,
    }),
  ],
} as const satisfies CatalogObject;
