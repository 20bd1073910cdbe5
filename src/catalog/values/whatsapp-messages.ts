import type { MetaId, OpenObject } from './shared.ts';

/** The phone number of the business. */
export interface WhatsAppMetadata {
  readonly display_phone_number: string;
  readonly phone_number_id: string;
}

/** A customer. Since 2026 the phone number may be missing; `user_id` then identifies the customer. */
export interface WhatsAppContact {
  readonly wa_id?: string;
  /** Business-scoped id: another business has another id for the same person. */
  readonly user_id?: string;
  readonly parent_user_id?: string;
  readonly identity_key_hash?: string;
  readonly profile?: { readonly name?: string; readonly username?: string; readonly country_code?: string };
}

/** The reason of a failure. */
export interface WhatsAppError {
  readonly code: number;
  readonly title?: string;
  readonly message?: string;
  readonly error_data?: { readonly details?: string };
  readonly href?: string;
}

/** Members of every value of a phone number. `contacts` are those of the only element of the value. */
export interface WhatsAppNumberValue {
  readonly messaging_product: 'whatsapp';
  readonly metadata: WhatsAppMetadata;
  readonly contacts?: readonly WhatsAppContact[];
  readonly errors?: readonly WhatsAppError[];
}

/** A file. `url` is signed and expires soon. With `id`, the Graph API returns it for a longer time. */
export interface WhatsAppMedia {
  readonly id?: MetaId;
  readonly mime_type?: string;
  readonly sha256?: string;
  readonly url?: string;
  readonly caption?: string;
  readonly filename?: string;
  /** For audio: true if it was recorded in the chat. */
  readonly voice?: boolean;
  readonly animated?: boolean;
}

/**
 * A message. Its content is in the member that `type` names. A reaction, an edit and a revocation are messages with
 * their own ids.
 */
export interface WhatsAppMessage {
  readonly id: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  /** One of `text`, `image`, `interactive`, `reaction`, `edit`, `revoke`, `system`, `unsupported`… */
  readonly type: string;
  /** Phone number of the sender. Since 2026 it may be missing. */
  readonly from?: string;
  /** Id of the sender, beside the phone number or in place of it. */
  readonly from_user_id?: string;
  readonly from_parent_user_id?: string;
  /** Recipient of an echo or of a message in the history. */
  readonly to?: string;
  readonly to_user_id?: string;
  readonly to_parent_user_id?: string;
  readonly group_id?: string;
  /** The message to which this message replies, or that it forwards. */
  readonly context?: OpenObject & {
    /** Id of the message to which this one replies. */
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
  /** Interactive content. The member that its `type` names is present. */
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
    /** Absent or empty if the reaction was removed. */
    readonly emoji?: string;
  };
  readonly edit?: { readonly original_message_id: string; readonly message?: OpenObject };
  /** Revocation of a message. Delete the original. */
  readonly revoke?: { readonly original_message_id: string };
  readonly system?: WhatsAppSystemMessage;
  readonly unsupported?: { readonly type?: string };
  readonly identity?: OpenObject & { readonly hash?: string; readonly acknowledged?: boolean };
  /** The ad or post that led to the first message. */
  readonly referral?: WhatsAppReferral;
  readonly errors?: readonly WhatsAppError[];
  readonly history_context?: { readonly status?: string };
}

/** A message from WhatsApp itself about a customer. Its members depend on `type`. */
export type WhatsAppSystemMessage = OpenObject & {
  /** One of `user_changed_number`, `user_changed_user_id`, `customer_identity_changed`… */
  readonly type?: string;
  readonly body?: string;
  /** For `user_changed_number`: the new number. */
  readonly wa_id?: string;
  /** For `user_changed_user_id`: the new id. */
  readonly user_id?: string;
  readonly customer?: string;
};

/** An order of a customer from the catalog. */
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
  /** Id of the click; absent if the ad is shown in WhatsApp's own status. */
  readonly ctwa_clid?: string;
};

/** The status of a message or call of the business. */
export interface WhatsAppStatus {
  /** Id of the message or call. */
  readonly id: string;
  /**
   * One of `sent`, `delivered`, `read`, `played` and `failed`; for a call `RINGING`, `ACCEPTED` or `REJECTED`.
   * `delivered` may be skipped.
   */
  readonly status: string;
  /** Seconds since 1970. */
  readonly timestamp: string;
  /** `call` for a call. */
  readonly type?: string;
  /** A phone number or a group. Since 2026 it may be missing. */
  readonly recipient_id?: string;
  readonly recipient_user_id?: string;
  readonly recipient_type?: string;
  /** For a group: the participant. There is one status per participant. */
  readonly recipient_participant_id?: string;
  /** Id of the participant in place of the number since 2026. */
  readonly recipient_participant_user_id?: string;
  readonly recipient_participant_parent_user_id?: string;
  /** Another spelling of `recipient_participant_id`. */
  readonly participant_recipient_id?: string;
  readonly recipient_parent_user_id?: string;
  /** An old spelling of `recipient_parent_user_id`. */
  readonly parent_recipient_user_id?: string;
  readonly recipient_identity_key_hash?: string;
  readonly group_id?: string;
  readonly template_id?: MetaId;
  /** For `type` `payment`: the order, its transaction and refunds. */
  readonly payment?: OpenObject;
  readonly conversation?: OpenObject;
  readonly pricing?: OpenObject;
  readonly errors?: readonly WhatsAppError[];
  /** Data that the sending app attached to the message. */
  readonly biz_opaque_callback_data?: string;
}

/** A call. */
export interface WhatsAppCall {
  readonly id: string;
  /** One of `connect`, `terminate`, `call_created`, `call_recording_available` and `call_transcription_available`. */
  readonly event: string;
  readonly timestamp?: string;
  readonly from?: string;
  readonly from_user_id?: string;
  readonly from_parent_user_id?: string;
  readonly to?: string;
  readonly to_user_id?: string;
  readonly to_parent_user_id?: string;
  /** `USER_INITIATED` or `BUSINESS_INITIATED`. */
  readonly direction?: string;
  /** The WebRTC offer or answer; `sdp` is a secret. */
  readonly session?: { readonly sdp?: string; readonly sdp_type?: string };
  /** For `terminate`: `COMPLETED` or `FAILED`. */
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
  /** `stop` or `resume`. */
  readonly value: string;
  readonly parent_user_id?: string;
  readonly signup_id?: string;
  readonly detail?: string;
  /** Seconds since 1970, as a number. */
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
  /** The contact. Names are missing if the contact was removed. */
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

/** A chunk of the chats from the time before the number was connected. */
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
  /** One of `group_create`, `group_participants_add`… */
  readonly type?: string;
  /** Seconds since 1970; Meta also documents it as a number. */
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

/** A value with one message. The receiver splits values that contain several. */
export type WhatsAppMessageValue = ValueOf<'messages', WhatsAppMessage>;
export type WhatsAppStatusValue = ValueOf<'statuses', WhatsAppStatus>;
export type WhatsAppEchoValue = ValueOf<'message_echoes', WhatsAppMessage>;
export type WhatsAppCallValue = ValueOf<'calls', WhatsAppCall>;
export type WhatsAppGroupValue = ValueOf<'groups', WhatsAppGroup>;
/** Errors that do not belong to a message. */
export type WhatsAppErrorsValue = WhatsAppNumberValue & { readonly errors: readonly WhatsAppError[] };

/** Values of the events of a phone number, by field and kind. */
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
