import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent } from './identity-rule.ts';
import type { AdRecommendationValue } from './values/ad-account.ts';

/** Of the identities: no document says what tells two changes apart. */
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
      meaning: 'A campaign, ad set, ad or creative left the status IN_PROCESS.',
      certainty,
      permission,
    }),
    change('field_changed', {
      title: 'Ad object changed',
      meaning: 'An ad object changed. The value names the changed members (effective_status…), without their values.',
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
        needs: [['recommendation_signature', 'recommendation_hash']], // one of them
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
      meaning: 'A product set that running ads use has a problem.',
      certainty,
      permission,
    }),
    change('ads_async_creation_request', {
      title: 'Ad creation ended',
      meaning: 'An asynchronous request to create ads ended.',
      certainty: 'guessed',
      permission,
    }),
  ],
} as const satisfies CatalogObject;
