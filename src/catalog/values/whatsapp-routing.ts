import type { MetaId, OpenObject } from './shared.ts';
import type {
  WhatsAppContact,
  WhatsAppEchoValue,
  WhatsAppMessage,
  WhatsAppMetadata,
  WhatsAppNumberValue,
  WhatsAppStatus,
} from './whatsapp-messages.ts';

/** An echo on the standby channel. `message` contains the request of the other app. */
export interface WhatsAppStandbyEcho {
  readonly id: string;
  readonly timestamp?: string;
  readonly message?: OpenObject;
}

/** A value of the standby channel. Its lists and contacts are in `standby`. */
interface Standby<Lists> extends Omit<WhatsAppNumberValue, 'contacts'> {
  readonly standby: Lists & { readonly contacts?: readonly WhatsAppContact[] };
}

/** An event that Meta detected in a chat. */
export interface WhatsAppAutomaticEvent {
  readonly id?: string;
  readonly event_name: string;
  /** Seconds since 1970. */
  readonly timestamp: number | string;
  readonly ctwa_clid?: string;
  readonly custom_data?: OpenObject;
}

/** A tracked event of a marketing message. */
export interface WhatsAppTrackingEvent {
  readonly id?: string;
  readonly event_name: string;
  /** Seconds since 1970. */
  readonly timestamp: number | string;
  readonly tracking_data?: { readonly click_id?: string; readonly tracking_token?: string };
}

/** A customer followed a link of a marketing message. */
export interface WhatsAppUserAction {
  /** Seconds since 1970. */
  readonly timestamp: number | string;
  readonly action_type?: string;
  readonly marketing_messages_link_click_data?: OpenObject;
}

interface Control {
  readonly previous_owner_app_id?: MetaId;
  readonly previous_owner_role?: string;
  readonly new_owner_role?: string;
  readonly metadata?: string;
  readonly conversation_context?: OpenObject;
}

/**
 * The control of a conversation was passed to another app or role, or taken. The member is the one that `type` names.
 */
export interface WhatsAppHandoverValue {
  readonly messaging_product?: 'whatsapp';
  readonly sender?: { readonly phone_number?: string; readonly user_id?: string };
  readonly recipient: WhatsAppMetadata;
  /** Seconds since 1970. */
  readonly timestamp: number | string;
  /** `control_passed` or `control_taken`. */
  readonly type: string;
  readonly control_passed?: Control;
  readonly control_taken?: Control;
}

/** The settings of a number changed. */
export interface WhatsAppAccountSettingsValue {
  readonly messaging_product?: 'whatsapp';
  /** Seconds since 1970. */
  readonly timestamp: number | string;
  readonly type?: string;
  readonly phone_number_settings?: OpenObject & { readonly phone_number_id?: MetaId; readonly calling?: OpenObject };
}

/** The username of the business changed. It is absent if it was deleted. */
export interface WhatsAppUsernameValue {
  readonly display_phone_number?: string;
  readonly username?: string;
  /** One of `approved`, `reserved` and `deleted`. */
  readonly status: string;
}

/** Meta detected that another category fits a template. */
export interface WhatsAppCorrectCategoryValue {
  readonly message_template_id: MetaId;
  readonly message_template_name?: string;
  readonly message_template_language?: string;
  readonly category?: string;
  readonly correct_category?: string;
}

/** Values of the events of fields from 2025 and 2026, by field and kind. */
export interface WhatsAppRoutingValues {
  readonly 'standby standby.message': Standby<{ readonly messages: readonly [WhatsAppMessage] }>;
  readonly 'standby standby.status': Standby<{ readonly statuses: readonly [WhatsAppStatus] }>;
  readonly 'standby standby.echo': Standby<{ readonly message_echoes: readonly [WhatsAppStandbyEcho] }>;
  readonly automatic_events: WhatsAppNumberValue & { readonly automatic_events: readonly [WhatsAppAutomaticEvent] };
  readonly tracking_events: WhatsAppNumberValue & { readonly events: readonly [WhatsAppTrackingEvent] };
  readonly 'messages user_action': WhatsAppNumberValue & { readonly user_actions: readonly [WhatsAppUserAction] };
  readonly 'message_echoes echo': WhatsAppEchoValue;
  readonly 'history echo': WhatsAppEchoValue;
  readonly messaging_handovers: WhatsAppHandoverValue;
  readonly account_settings_update: WhatsAppAccountSettingsValue;
  readonly business_username_updates: WhatsAppUsernameValue;
  readonly business_username_update: WhatsAppUsernameValue;
  readonly template_correct_category_detection: WhatsAppCorrectCategoryValue;
  readonly business_status_update: OpenObject;
}
