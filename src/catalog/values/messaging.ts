import type { MetaId, OpenObject } from './shared.ts';

/** The sender of an event: a page-scoped or Instagram-scoped id, or the reference of a chat plugin. */
export interface Sender {
  readonly id?: MetaId;
  /** Reference in place of the id, until Meta knows the person. */
  readonly user_ref?: MetaId;
}

/** Members of every messaging event. Events from Meta itself have no sender. */
export interface EventHead {
  readonly sender?: Sender;
  readonly recipient?: Sender;
  /** Milliseconds since 1970; a string inside `changes[]` and from the dashboard. */
  readonly timestamp?: number | string;
  /** The previous message, if the conversation started elsewhere. */
  readonly prior_message?: { readonly source?: string; readonly identifier?: string };
  /** Instagram: true if the account acted on itself. */
  readonly is_self?: boolean;
}

/** A file, share or template in a message. */
export interface Attachment {
  /**
   * One of `image`, `video`, `audio`, `file`, `sticker`, `template`, `fallback`, `reel`, `ig_reel`, `post`, `ig_post`,
   * `story_mention`, `share`, `appointment_booking`…
   */
  readonly type: string;
  /**
   * Content of the attachment. Its `url` is signed and expires soon, so it is never part of an identity. Absent for
   * shares that Meta does not support, null for fallbacks.
   */
  readonly payload?: OpenObject | null;
  /** Title of a fallback. */
  readonly title?: string;
  /** URL of a fallback. */
  readonly url?: string;
}

/** The message or story to which a message replies. */
export interface ReplyTo {
  readonly mid?: string;
  readonly is_self_reply?: boolean;
  readonly story?: { readonly id?: MetaId; readonly url?: string; readonly link_sticker_url?: string };
}

/** A message, or an echo of one. */
export interface Message {
  readonly mid: string;
  /** Absent if the message has only attachments. */
  readonly text?: string;
  readonly attachments?: readonly Attachment[];
  readonly quick_reply?: { readonly payload: string };
  readonly reply_to?: ReplyTo;
  readonly referral?: Referral;
  /** True if the business wrote the message. Ignore echoes to avoid loops. */
  readonly is_echo?: boolean;
  /** Instagram: true if the account wrote to itself. */
  readonly is_self?: boolean;
  readonly is_unsupported?: boolean;
  readonly app_id?: MetaId;
  /** Metadata from the sending app. */
  readonly metadata?: string;
  readonly commands?: readonly { readonly name: string }[];
  readonly sticker_id?: MetaId;
  readonly nlp?: OpenObject;
  /** A counter of old versions. */
  readonly seq?: number;
  /** Instagram: folder of the inbox. */
  readonly folder?: string;
}

/** A message arrived, or an echo of one that the business wrote. */
export interface MessageEvent extends EventHead {
  readonly message: Message;
}

/** A message was unsent. Delete its content. */
export interface MessageDeletedEvent extends EventHead {
  readonly message: { readonly mid: string; readonly is_deleted: true; readonly is_echo?: boolean };
}

/** A message has new text. */
export interface MessageEditEvent extends EventHead {
  /** The edit. `num_edit` 0 without people is not an edit by a person. */
  readonly message_edit: { readonly mid: string; readonly text?: string; readonly num_edit: number | string };
}

/** A person reacted to a message, or removed the reaction. */
export interface ReactionEvent extends EventHead {
  readonly reaction: {
    readonly mid: string;
    readonly action: 'react' | 'unreact';
    /** One of `love`, `wow`, `other`…; absent if the reaction was removed. */
    readonly reaction?: string;
    readonly emoji?: string;
    /** Instagram: folder of the inbox. */
    readonly folder?: string;
  };
}

/** Messages up to a time were delivered to the person. */
export interface DeliveryEvent extends EventHead {
  readonly delivery: {
    /** Milliseconds since 1970: all earlier messages were delivered. */
    readonly watermark: number;
    readonly mids?: readonly string[];
  };
}

/** Messenger: messages up to a time were read. */
export interface ReadEvent extends EventHead {
  readonly read: {
    /** Milliseconds since 1970: all earlier messages were read. */
    readonly watermark: number;
  };
}

/** Instagram: one message was read. */
export interface SeenEvent extends EventHead {
  readonly read: { readonly mid: string };
}

/** The way in which a person entered a thread. */
export interface Referral {
  /** Parameter of the link or ad. */
  readonly ref?: string | null;
  /** One of `SHORTLINK`, `ADS`, `IGME`, `CUSTOMER_CHAT_PLUGIN`… */
  readonly source?: string;
  readonly type?: string;
  readonly ad_id?: MetaId;
  readonly ads_context_data?: OpenObject;
  readonly referer_uri?: string;
  readonly is_guest_user?: boolean;
}

/** A person tapped a button or menu item. */
export interface PostbackEvent extends EventHead {
  readonly postback: {
    /** Absent in old versions of the API. */
    readonly mid?: string;
    readonly title?: string;
    /** Payload of the button. Absent on the standby channel. */
    readonly payload?: string;
    readonly referral?: Referral;
  };
}

/** A person entered an existing thread through a link or an ad. */
export interface ReferralEvent extends EventHead {
  readonly referral: Referral;
}

/** A person agreed to receive messages. */
export interface OptinEvent extends EventHead {
  readonly optin: {
    readonly type?: string;
    readonly payload?: string;
    readonly ref?: string;
    readonly user_ref?: string;
    /** A secret that allows its owner to send messages. */
    readonly notification_messages_token?: string;
    /** A secret that allows its owner to send one message. */
    readonly one_time_notif_token?: string;
    readonly notification_messages_frequency?: string;
    readonly notification_messages_timezone?: string;
    /** `STOP_NOTIFICATIONS` or `RESUME_NOTIFICATIONS`: the person withdrew or renewed the consent. */
    readonly notification_messages_status?: string;
    readonly token_expiry_timestamp?: number;
    readonly user_token_status?: string;
    readonly title?: string;
  };
}

/** A person linked or unlinked an account of the business. */
export interface AccountLinkingEvent extends EventHead {
  readonly account_linking: {
    readonly status: 'linked' | 'unlinked';
    /** Authorization code, a secret. */
    readonly authorization_code?: string;
  };
}

interface Handover {
  readonly previous_owner_app_id?: MetaId;
  readonly new_owner_app_id?: MetaId;
  readonly metadata?: string;
}

/** Another app passed a thread to this one. */
export interface PassThreadControlEvent extends EventHead {
  readonly pass_thread_control: Handover;
}

/** The primary receiver took a thread away. */
export interface TakeThreadControlEvent extends EventHead {
  readonly take_thread_control: Handover;
}

/** Another app asks for a thread. */
export interface RequestThreadControlEvent extends EventHead {
  readonly request_thread_control: { readonly requested_owner_app_id: MetaId; readonly metadata?: string };
}

/** The roles of apps changed. */
export interface AppRolesEvent extends EventHead {
  /** `primary_receiver` or `secondary_receiver`, by app id. */
  readonly app_roles: Readonly<Record<string, readonly string[]>>;
}

/** Meta blocked or unblocked messaging. */
export interface PolicyEnforcementEvent extends EventHead {
  readonly 'policy-enforcement': { readonly action: string; readonly reason?: string };
}

/** An event of which Meta documents only the member and the head. */
export type RareEvent<Member extends string> = EventHead & { readonly [Name in Member]: unknown };
