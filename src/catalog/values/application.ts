import type { MetaId } from './shared.ts';

/** An asynchronous request ended. */
export interface AsyncRequestValue {
  readonly category?: string;
  readonly verb: string;
  readonly report_id: MetaId;
}

/** The condition of an ad rule holds. */
export interface AdsRulesEngineValue {
  readonly rule_id: MetaId;
  readonly account_id?: MetaId;
  readonly object_id: MetaId;
  readonly object_type?: string;
  readonly trigger_type?: string;
  readonly trigger_field?: string;
  readonly current_value?: string | number;
}

/** An ad account of the app changed its status. */
export interface ApplicationAdAccountValue {
  readonly id: MetaId;
  readonly account_status?: number;
  readonly disable_reason?: number;
  readonly business?: MetaId;
}

export interface ApplicationValues {
  readonly async_requests: AsyncRequestValue;
  readonly ads_rules_engine: AdsRulesEngineValue;
  readonly ad_account: ApplicationAdAccountValue;
  readonly async_sessions: unknown;
  readonly group_install: unknown;
  readonly oe_reseller_onboarding_request_created: unknown;
  readonly plugin_comment: unknown;
  readonly plugin_comment_reply: unknown;
}
