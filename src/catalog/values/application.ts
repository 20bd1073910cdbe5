import type { MetaId } from './shared.ts';

/** An asynchronous request ended. */
export interface AsyncRequestValue {
  readonly category?: string;
  readonly verb: string;
  readonly report_id: MetaId;
}

/** The condition of an ad rule became true. */
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

/** Meta alerts the developers of the app. */
export interface DevAlertValue {
  readonly notification_id: MetaId;
  readonly date?: string | number;
  readonly header?: string;
  readonly subtitle?: string;
}

/** The app was installed in a group, or removed. */
export interface GroupInstallValue {
  readonly group_id: MetaId;
  readonly update_time?: string | number;
  readonly verb?: string;
  readonly actor_id?: MetaId;
}

/** A request to onboard a reseller was created. */
export interface ResellerRequestValue {
  readonly id: MetaId;
}

/** A comment from the comments plugin, or a reply to one. */
export interface PluginCommentValue {
  readonly id: MetaId;
  readonly from?: { readonly id?: MetaId; readonly name?: string };
  readonly message?: string;
  readonly created_time?: string | number;
  readonly parent?: { readonly id?: MetaId };
}

export interface ApplicationValues {
  readonly async_requests: AsyncRequestValue;
  readonly ads_rules_engine: AdsRulesEngineValue;
  readonly ad_account: ApplicationAdAccountValue;
  readonly dev_alerts: DevAlertValue;
  readonly async_sessions: unknown;
  readonly group_install: GroupInstallValue;
  readonly oe_reseller_onboarding_request_created: ResellerRequestValue;
  readonly plugin_comment: PluginCommentValue;
  readonly plugin_comment_reply: PluginCommentValue;
}
