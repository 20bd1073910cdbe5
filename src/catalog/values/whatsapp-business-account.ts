import type { MetaId, OpenObject } from './shared.ts';

/** Members that identify a template. */
export interface WhatsAppTemplate {
  readonly message_template_id: MetaId;
  readonly message_template_name?: string;
  readonly message_template_language?: string;
}

/** A template was reviewed, paused or disabled. */
export interface WhatsAppTemplateStatusValue extends WhatsAppTemplate {
  /** One of `APPROVED`, `REJECTED`, `PAUSED`, `DISABLED`, `FLAGGED`, `PENDING_DELETION`… */
  readonly event: string;
  readonly reason?: string | null;
  readonly message_template_category?: string;
  readonly rejection_info?: OpenObject;
  readonly disable_info?: OpenObject;
  readonly other_info?: OpenObject;
}

/** The quality score of a template changed. */
export interface WhatsAppTemplateQualityValue extends WhatsAppTemplate {
  readonly previous_quality_score?: string;
  readonly new_quality_score?: string;
}

/** The components of a template changed. */
export interface WhatsAppTemplateComponentsValue extends WhatsAppTemplate {
  readonly message_template_title?: string;
  readonly message_template_element?: string;
  readonly message_template_footer?: string;
  readonly message_template_buttons?: readonly OpenObject[];
}

/** The category of a template changed, or will change if `correct_category` is present. */
export interface WhatsAppTemplateCategoryValue extends WhatsAppTemplate {
  readonly previous_category?: string;
  readonly new_category?: string;
  readonly correct_category?: string;
  /** Seconds since 1970. */
  readonly category_update_timestamp?: number;
}

/** The account changed. Its members depend on the event. */
export interface WhatsAppAccountUpdateValue {
  /**
   * One of `ACCOUNT_VIOLATION`, `ACCOUNT_RESTRICTION`, `PARTNER_ADDED`, `PARTNER_APP_INSTALLED`, `VERIFIED_ACCOUNT`…
   */
  readonly event: string;
  readonly phone_number?: string;
  readonly country?: string;
  readonly waba_info?: OpenObject;
  readonly violation_info?: OpenObject;
  readonly ban_info?: OpenObject;
  readonly restriction_info?: readonly OpenObject[];
  readonly auth_international_rate_eligibility?: OpenObject;
  readonly volume_tier_info?: OpenObject;
  readonly disconnection_info?: OpenObject;
  readonly partner_client_certification_info?: OpenObject;
  readonly partner_client_certification_needed_info?: OpenObject;
}

/** An alert about limits, the official account or the profile. */
export interface WhatsAppAccountAlertValue {
  readonly entity_type?: string;
  readonly entity_id: MetaId;
  readonly alert_info?: {
    readonly alert_severity?: string;
    readonly alert_status?: string;
    readonly alert_type?: string;
    readonly alert_description?: string;
  };
}

/** The limits of the business; -1 is unlimited. */
export interface WhatsAppBusinessCapabilityValue {
  readonly max_daily_conversation_per_phone?: number;
  readonly max_daily_conversations_per_business?: number | string;
  readonly max_phone_numbers_per_business?: number;
  readonly max_phone_numbers_per_waba?: number;
}

/** A display name was reviewed. */
export interface WhatsAppPhoneNumberNameValue {
  readonly display_phone_number: string;
  readonly decision: string;
  readonly requested_verified_name?: string;
  readonly rejection_reason?: string | null;
}

/** The limit of a phone number changed. */
export interface WhatsAppPhoneNumberQualityValue {
  readonly display_phone_number: string;
  readonly event: string;
  readonly current_limit?: string;
  readonly old_limit?: string;
  readonly max_daily_conversations_per_business?: number | string;
}

/** The two-step PIN was changed, or its reset was requested. */
export interface WhatsAppSecurityValue {
  readonly display_phone_number: string;
  readonly event: string;
  readonly requester?: MetaId;
}

/** A flow changed its state or its health. */
export interface WhatsAppFlowValue {
  /**
   * One of `FLOW_STATUS_CHANGE`, `CLIENT_ERROR_RATE`, `ENDPOINT_ERROR_RATE`, `ENDPOINT_LATENCY`,
   * `ENDPOINT_AVAILABILITY`…
   */
  readonly event: string;
  readonly flow_id: MetaId;
  readonly message?: string;
  readonly old_status?: string;
  readonly new_status?: string;
  /** `ACTIVATED` or `DEACTIVATED`. */
  readonly alert_state?: string;
  readonly threshold?: number;
  readonly error_rate?: number;
  readonly requests_count?: number;
  readonly p50_latency?: number;
  readonly p90_latency?: number;
  readonly availability?: number;
  readonly errors?: readonly OpenObject[];
}

/** A multi-partner solution changed its state. The entry is that of a business portfolio. */
export interface WhatsAppPartnerSolutionValue {
  readonly event: string;
  readonly solution_id: MetaId;
  readonly solution_status?: string;
}

/** A payment configuration changed its state. */
export interface WhatsAppPaymentConfigurationValue {
  readonly configuration_name: string;
  readonly provider_name?: string;
  readonly provider_mid?: string;
  readonly status: string;
  /** Seconds since 1970. */
  readonly created_timestamp?: number | string;
  /** Seconds since 1970. */
  readonly updated_timestamp?: number | string;
}

/** Values of the changes of a WhatsApp Business Account, by field. */
export interface WhatsAppAccountValues {
  readonly message_template_status_update: WhatsAppTemplateStatusValue;
  readonly message_template_quality_update: WhatsAppTemplateQualityValue;
  readonly message_template_components_update: WhatsAppTemplateComponentsValue;
  readonly template_category_update: WhatsAppTemplateCategoryValue;
  readonly account_update: WhatsAppAccountUpdateValue;
  readonly account_review_update: { readonly decision: string };
  readonly account_alerts: WhatsAppAccountAlertValue;
  readonly business_capability_update: WhatsAppBusinessCapabilityValue;
  readonly phone_number_name_update: WhatsAppPhoneNumberNameValue;
  readonly phone_number_quality_update: WhatsAppPhoneNumberQualityValue;
  readonly security: WhatsAppSecurityValue;
  readonly flows: WhatsAppFlowValue;
  readonly partner_solutions: WhatsAppPartnerSolutionValue;
  readonly payment_configuration_update: WhatsAppPaymentConfigurationValue;
}
