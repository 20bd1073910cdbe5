import type { MetaId } from './shared.ts';

/** A campaign, ad set or ad stopped because of an error. */
export interface AdObjectWithIssuesValue {
  readonly id: MetaId;
  /** One of `CAMPAIGN`, `AD_SET` and `AD`. */
  readonly level: string;
  readonly error_code?: MetaId;
  readonly error_summary?: string;
  readonly error_message?: string;
}

/** An ad object is no longer in process. */
export interface AdObjectInProcessValue {
  readonly id: MetaId;
  /** One of `CAMPAIGN`, `AD_SET`, `AD` and `CREATIVE`. */
  readonly level: string;
  readonly status_name?: string;
}

/** Members of an ad object changed. Their new values are in the Marketing API. */
export interface AdFieldChangedValue {
  readonly object_id: MetaId;
  readonly object_type: string;
  readonly changed_fields: readonly string[];
}

/** An ad object with a subscription changed. */
export interface AdSubscriptionValue {
  readonly subscription_id: MetaId;
  readonly account_id?: MetaId;
  readonly object_id: MetaId;
  readonly object_type: string;
}

export interface AdRecommendationValue {
  readonly ad_account_id?: MetaId;
  readonly ad_object_ids?: readonly MetaId[];
  readonly recommendation_type?: string;
  readonly recommendation_signature: string;
  readonly recommendation_hash?: string;
  readonly recommendation_message?: string;
  readonly recommendation_stage?: string;
}

export interface AdCreativeFatigueValue {
  readonly ad_account_id?: MetaId;
  readonly adgroup_id: MetaId;
  readonly creative_fatigue_level?: string;
  readonly creative_fatigue_message?: string;
}

export interface AdProductSetIssueValue {
  readonly ad_account_id?: MetaId;
  readonly product_set_id: MetaId;
  readonly type?: string;
  readonly description?: string;
  readonly recommended_action?: string;
}

export interface AdAccountValues {
  readonly with_issues_ad_objects: AdObjectWithIssuesValue;
  readonly in_process_ad_objects: AdObjectInProcessValue;
  readonly field_changed: AdFieldChangedValue;
  readonly subscriptions: AdSubscriptionValue;
  readonly ad_recommendations: AdRecommendationValue;
  readonly creative_fatigue: AdCreativeFatigueValue;
  readonly product_set_issue: AdProductSetIssueValue;
  readonly ads_async_creation_request: unknown;
}
