import type { MetaId, OpenObject } from './shared.ts';

/** The number of the business. */
export interface WhatsAppMetadata {
  readonly display_phone_number: string;
  readonly phone_number_id: string;
}

/** A customer. Since 2026 the phone number may be missing: then `user_id` says who it is. */
export interface WhatsAppContact {
  readonly wa_id?: string;
  /** Business-scoped: another business sees another id. */
  readonly user_id?: string;
  readonly parent_user_id?: string;
  readonly identity_key_hash?: string;
  readonly profile?: { readonly name?: string; readonly username?: string; readonly country_code?: string };
}

/** Why something failed. */
export interface WhatsAppError {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
  readonly href?: string;
}

/** What every value of a number has. `contacts` are those of the one element that the value holds. */
export interface WhatsAppNumberValue {
  readonly messaging_product: 'whatsapp';
  readonly metadata: WhatsAppMetadata;
  readonly contacts?: readonly WhatsAppContact[];
  readonly errors?: readonly WhatsAppError[];
}

/** A file. `url` is signed and short-lived; by `id` the Graph API gives it for longer. */
export interface WhatsAppMedia {
  readonly id?: MetaId;
  readonly mime_type?: string;
  readonly sha256?: string;
  readonly url?: string;
  readonly caption?: string;
  readonly filename?: string;
  /** Of audio: it was recorded in the chat. */
  readonly voice?: boolean;
  readonly animated?: boolean;
}

/**
 * A message. Its content is in the member that `type` names. A reaction, an edit and a revocation are messages too,
 * with ids of their own.
 */
export interface WhatsAppMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  /** `text`, `image`, `interactive`, `reaction`, `edit`, `revoke`, `system`, `unsupported`… */
  readonly type: string;
  /** A phone number; since 2026 it may be missing. */
  readonly from?: string;
  /** Who it is from, where the phone number is missing or beside it. */
  readonly from_user_id?: string;
  readonly from_parent_user_id?: string;
  /** Of echoes and history. */
  readonly to?: string;
  readonly to_user_id?: string;
  readonly to_parent_user_id?: string;
  readonly group_id?: string;
  /** What the message answers or forwards. */
  readonly context?: OpenObject & {
    /** The message that is answered, and who sent it. */
    readonly id?: string;
    readonly from?: string;
    readonly forwarded?: boolean;
    readonly frequently_forwarded?: boolean;
    readonly referred_product?: OpenObject & { readonly catalog_id?: string; readonly product_retailer_id?: string };
  };
  readonly text?: { readonly body: string };
  readonly image?: WhatsAppMedia;
  readonly video?: WhatsAppMedia;
  readonly audio?: WhatsAppMedia;
  readonly document?: WhatsAppMedia;
  readonly sticker?: WhatsAppMedia;
  readonly location?: {
    readonly latitude: number;
    readonly longitude: number;
    readonly name?: string;
    readonly address?: string;
    readonly url?: string;
  };
  readonly contacts?: readonly OpenObject[];
  /** The member that `type` names is there. */
  readonly interactive?: OpenObject & {
    readonly type: string;
    readonly button_reply?: OpenObject & { readonly id?: string; readonly title?: string };
    readonly list_reply?: OpenObject & { readonly id?: string; readonly title?: string; readonly description?: string };
    /** The response to a flow; `response_json` is JSON in a string. */
    readonly nfm_reply?: OpenObject & {
      readonly name?: string;
      readonly body?: string;
      readonly response_json?: string;
    };
    readonly call_permission_reply?: OpenObject & {
      readonly response?: string;
      readonly response_source?: string;
      readonly is_permanent?: boolean;
      /** Seconds since 1970. */
      readonly expiration_timestamp?: number | string;
    };
  };
  readonly button?: { readonly text?: string; readonly payload?: string };
  readonly order?: WhatsAppOrder;
  readonly reaction?: {
    readonly message_id: string;
    /** Absent or empty where the reaction was taken back. */
    readonly emoji?: string;
  };
  readonly edit?: { readonly original_message_id: string; readonly message?: OpenObject };
  /** Forget the original. */
  readonly revoke?: { readonly original_message_id: string };
  readonly system?: WhatsAppSystemMessage;
  readonly unsupported?: { readonly type?: string };
  readonly identity?: OpenObject & { readonly hash?: string; readonly acknowledged?: boolean };
  /** Of the first message after a click on an ad or a post. */
  readonly referral?: WhatsAppReferral;
  readonly errors?: readonly WhatsAppError[];
  readonly history_context?: { readonly status?: string };
}

/** What WhatsApp itself reports about a customer. The members depend on `type`. */
export type WhatsAppSystemMessage = OpenObject & {
  /** `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`… */
  readonly type?: string;
  readonly body?: string;
  /** Of `user_changed_number`: the new one. */
  readonly wa_id?: string;
  /** Of `user_changed_user_id`: the new one. */
  readonly user_id?: string;
  readonly customer?: string;
};

/** What a customer ordered from the catalog. */
export type WhatsAppOrder = OpenObject & {
  readonly catalog_id?: string;
  readonly text?: string;
  readonly product_items?: readonly (OpenObject & {
    readonly product_retailer_id?: string;
    readonly quantity?: number | string;
    readonly item_price?: number | string;
    readonly currency?: string;
  })[];
};

/** The ad or post that a customer clicked. */
export type WhatsAppReferral = OpenObject & {
  readonly source_url?: string;
  readonly source_id?: string;
  readonly source_type?: string;
  readonly headline?: string;
  readonly body?: string;
  readonly media_type?: string;
  readonly image_url?: string;
  readonly video_url?: string;
  readonly thumbnail_url?: string;
  /** Of the click; absent where the ad is shown in WhatsApp's own status. */
  readonly ctwa_clid?: string;
};

/** What became of a message or call of the business. */
export interface WhatsAppStatus {
  /** Of the message or call. */
  readonly id: string;
  /**
   * `sent`, `delivered`, `read`, `played`, `failed`; of a call `RINGING`, `ACCEPTED`, `REJECTED`. `delivered` may be
   * skipped.
   */
  readonly status: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  /** `call` of a call. */
  readonly type?: string;
  /** A phone number or a group; since 2026 it may be missing. */
  readonly recipient_id?: string;
  readonly recipient_user_id?: string;
  readonly recipient_type?: string;
  /** Of a group: one status per participant. */
  readonly recipient_participant_id?: string;
  /** In place of the number since 2026. */
  readonly recipient_participant_user_id?: string;
  readonly recipient_participant_parent_user_id?: string;
  /** A second spelling of `recipient_participant_id`. */
  readonly participant_recipient_id?: string;
  readonly recipient_parent_user_id?: string;
  /** An old spelling of `recipient_parent_user_id`. */
  readonly parent_recipient_user_id?: string;
  readonly recipient_identity_key_hash?: string;
  readonly group_id?: string;
  readonly template_id?: MetaId;
  /** Of `type` `payment`: the order, its transaction and refunds. */
  readonly payment?: OpenObject;
  readonly conversation?: OpenObject;
  readonly pricing?: OpenObject;
  readonly errors?: readonly WhatsAppError[];
  /** What the sending app gave with the message. */
  readonly biz_opaque_callback_data?: string;
}

/** A call. */
export interface WhatsAppCall {
  readonly id: string;
  /** `connect`, `terminate`, `call_created`, `call_recording_available`, `call_transcription_available`. */
  readonly event: string;
  readonly timestamp?: string;
  readonly from?: string;
  readonly from_user_id?: string;
  readonly from_parent_user_id?: string;
  readonly to?: string;
  readonly to_user_id?: string;
  readonly to_parent_user_id?: string;
  /** `USER_INITIATED`, `BUSINESS_INITIATED`. */
  readonly direction?: string;
  /** The offer or answer; `sdp` is a secret. */
  readonly session?: { readonly sdp?: string; readonly sdp_type?: string };
  /** Of `terminate`: `COMPLETED`, `FAILED`. */
  readonly status?: string;
  readonly duration?: number;
  readonly start_time?: string;
  readonly end_time?: string;
  readonly errors?: readonly WhatsAppError[];
  readonly biz_opaque_callback_data?: string;
  readonly cta_payload?: string;
  readonly deeplink_payload?: string;
  readonly call_recording?: OpenObject;
  readonly call_transcript?: OpenObject;
}

/** A customer stopped or resumed marketing messages. */
export interface WhatsAppUserPreference {
  readonly wa_id?: string;
  readonly user_id?: string;
  readonly category: string;
  /** `stop`, `resume`. */
  readonly value: string;
  readonly parent_user_id?: string;
  readonly signup_id?: string;
  readonly detail?: string;
  /** Seconds since 1970; a number here. */
  readonly timestamp: number | string;
}

/** The business-scoped id of a customer changed. */
export interface WhatsAppUserIdUpdate {
  readonly wa_id?: string;
  readonly user_id?: string | { readonly previous?: string; readonly current?: string };
  readonly parent_user_id?: string | { readonly previous?: string; readonly current?: string };
  readonly detail?: string;
  readonly timestamp?: number | string;
}

/** A contact in the address book of the WhatsApp Business app changed. */
export interface WhatsAppStateSync {
  readonly type: string;
  readonly action: string;
  /** Names are missing where the contact was removed. */
  readonly contact?: {
    readonly full_name?: string;
    readonly first_name?: string;
    readonly phone_number?: string;
    readonly user_id?: string;
    readonly parent_user_id?: string;
    readonly username?: string;
  };
  readonly metadata?: { readonly timestamp?: string; readonly version?: number | string };
}

/** A chunk of the chats from before the number was connected. */
export interface WhatsAppHistory {
  readonly metadata?: { readonly phase?: number; readonly chunk_order?: number; readonly progress?: number };
  readonly threads?: readonly {
    readonly id?: string;
    readonly context?: { readonly wa_id?: string; readonly user_id?: string; readonly username?: string };
    readonly messages?: readonly WhatsAppMessage[];
  }[];
  readonly errors?: readonly WhatsAppError[];
}

/** A group of the business changed. */
export interface WhatsAppGroup extends OpenObject {
  readonly group_id?: string;
  /** `group_create`, `group_participants_add`… */
  readonly type?: string;
  /** Seconds since 1970; Meta shows it as a number too. */
  readonly timestamp?: number | string;
  readonly request_id?: string;
  readonly join_request_id?: string;
  readonly reason?: string;
  readonly wa_id?: string;
  readonly user_id?: string;
  readonly username?: string;
  readonly added_participants?: readonly OpenObject[];
  readonly removed_participants?: readonly OpenObject[];
  readonly failed_participants?: readonly OpenObject[];
}

type ValueOf<List extends string, Element> = WhatsAppNumberValue & { readonly [Name in List]: readonly [Element] };

/** A value with one message; the receiver splits values that hold several. */
export type WhatsAppMessageValue = ValueOf<'messages', WhatsAppMessage>;
export type WhatsAppStatusValue = ValueOf<'statuses', WhatsAppStatus>;
export type WhatsAppEchoValue = ValueOf<'message_echoes', WhatsAppMessage>;
export type WhatsAppCallValue = ValueOf<'calls', WhatsAppCall>;
export type WhatsAppGroupValue = ValueOf<'groups', WhatsAppGroup>;
/** Errors of no message. */
export type WhatsAppErrorsValue = WhatsAppNumberValue & { readonly errors: readonly WhatsAppError[] };

/** What an event of a number carries, by field and kind. */
export interface WhatsAppMessageValues {
  readonly 'messages message': WhatsAppMessageValue;
  readonly 'messages status': WhatsAppStatusValue;
  readonly 'messages errors': WhatsAppErrorsValue;
  readonly 'calls errors': WhatsAppErrorsValue;
  readonly 'smb_message_echoes echo': WhatsAppEchoValue;
  readonly 'calls call': WhatsAppCallValue;
  readonly 'calls status': WhatsAppStatusValue;
  readonly 'user_preferences user_preference': ValueOf<'user_preferences', WhatsAppUserPreference>;
  readonly user_id_update: ValueOf<'user_id_update', WhatsAppUserIdUpdate>;
  readonly 'smb_app_state_sync state_sync': ValueOf<'state_sync', WhatsAppStateSync>;
  readonly history: ValueOf<'history', WhatsAppHistory>;
  readonly 'history message': WhatsAppMessageValue;
  readonly 'group_participants_update group': WhatsAppGroupValue;
  readonly 'group_participant_update group': WhatsAppGroupValue;
  readonly 'group_lifecycle_update group': WhatsAppGroupValue;
  readonly 'group_settings_update group': WhatsAppGroupValue;
  readonly 'group_status_update group': WhatsAppGroupValue;
}
