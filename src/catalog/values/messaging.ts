import type { MetaId, OpenObject } from './shared.ts';

/** Who sent an event: a page-scoped or Instagram-scoped id, or the reference of a chat plugin. */
export interface Sender {
  readonly id?: MetaId;
  /** In place of the id, before Meta knows who it is. */
  readonly user_ref?: MetaId;
}

/** What every messaging event may have. The sender is missing where Meta itself speaks. */
export interface EventHead {
  readonly sender?: Sender;
  readonly recipient?: Sender;
  /** Milliseconds since 1970; a text inside `changes[]` and from the dashboard. */
  readonly timestamp?: number | string;
  /** The message before, where a conversation began elsewhere. */
  readonly prior_message?: { readonly source?: string; readonly identifier?: string };
  /** Instagram: an account acted on itself. */
  readonly is_self?: boolean;
}

/** A file, share or template in a message. */
export interface Attachment {
  /**
   * `image`, `video`, `audio`, `file`, `sticker`, `template`, `fallback`, `reel`, `ig_reel`, `post`, `ig_post`,
   * `story_mention`, `share`, `appointment_booking`…
   */
  readonly type: string;
  /**
   * Its `url` is signed and short-lived: never part of an identity. Absent for shares Meta does not support, null for
   * fallbacks.
   */
  readonly payload?: OpenObject | null;
  /** Of a fallback. */
  readonly title?: string;
  /** Of a fallback. */
  readonly url?: string;
}

/** What a message answers. */
export interface ReplyTo {
  readonly mid?: string;
  readonly is_self_reply?: boolean;
  readonly story?: { readonly id?: MetaId; readonly url?: string; readonly link_sticker_url?: string };
}

/** A message, an echo of one, or of a story. */
export interface Message {
  readonly mid: string;
  /** Absent where the message has only attachments. */
  readonly text?: string;
  readonly attachments?: readonly Attachment[];
  readonly quick_reply?: { readonly payload: string };
  readonly reply_to?: ReplyTo;
  readonly referral?: Referral;
  /** The business wrote it: mind loops. */
  readonly is_echo?: boolean;
  /** Instagram: an account wrote to itself. */
  readonly is_self?: boolean;
  readonly is_unsupported?: boolean;
  readonly app_id?: MetaId;
  /** What the sending app gave with it. */
  readonly metadata?: string;
  readonly commands?: readonly { readonly name: string }[];
  readonly sticker_id?: MetaId;
  readonly nlp?: OpenObject;
  /** A counter of old versions. */
  readonly seq?: number;
  /** Instagram: the folder of the inbox. */
  readonly folder?: string;
}

/** A message came, or an echo of one that the business wrote. */
export interface MessageEvent extends EventHead {
  readonly message: Message;
}

/** A message was taken back: forget what it said. */
export interface MessageDeletedEvent extends EventHead {
  readonly message: { readonly mid: string; readonly is_deleted: true; readonly is_echo?: boolean };
}

/** A message has a new text. */
export interface MessageEditEvent extends EventHead {
  /** `num_edit` 0 without people is no edit by a person. */
  readonly message_edit: { readonly mid: string; readonly text?: string; readonly num_edit: number | string };
}

/** Somebody reacted to a message, or took that back. */
export interface ReactionEvent extends EventHead {
  readonly reaction: {
    readonly mid: string;
    readonly action: 'react' | 'unreact';
    /** `love`, `wow`, `other`…; absent where the reaction was taken back. */
    readonly reaction?: string;
    readonly emoji?: string;
    /** Instagram: the folder of the inbox. */
    readonly folder?: string;
  };
}

/** Messages up to a time reached the person. */
export interface DeliveryEvent extends EventHead {
  readonly delivery: {
    /** Milliseconds since 1970: everything before was delivered. */
    readonly watermark: number;
    readonly mids?: readonly string[];
  };
}

/** Messenger: messages up to a time were read. */
export interface ReadEvent extends EventHead {
  readonly read: {
    /** Milliseconds since 1970: everything before was read. */
    readonly watermark: number;
  };
}

/** Instagram: one message was read. */
export interface SeenEvent extends EventHead {
  readonly read: { readonly mid: string };
}

/** How somebody came into a thread. */
export interface Referral {
  /** What the link or ad was given to carry. */
  readonly ref?: string | null;
  /** `SHORTLINK`, `ADS`, `IGME`, `CUSTOMER_CHAT_PLUGIN`… */
  readonly source?: string;
  readonly type?: string;
  readonly ad_id?: MetaId;
  readonly ads_context_data?: OpenObject;
  readonly referer_uri?: string;
  readonly is_guest_user?: boolean;
}

/** A button or menu item was tapped. */
export interface PostbackEvent extends EventHead {
  readonly postback: {
    /** Absent in old versions of the API. */
    readonly mid?: string;
    readonly title?: string;
    /** What the button was given to carry. Absent on the standby channel. */
    readonly payload?: string;
    readonly referral?: Referral;
  };
}

/** Somebody came into a known thread by a link or an ad. */
export interface ReferralEvent extends EventHead {
  readonly referral: Referral;
}

/** Somebody agreed to be written to. */
export interface OptinEvent extends EventHead {
  readonly optin: {
    readonly type?: string;
    readonly payload?: string;
    readonly ref?: string;
    readonly user_ref?: string;
    /** A secret: lets its owner send. */
    readonly notification_messages_token?: string;
    /** A secret: lets its owner send once. */
    readonly one_time_notif_token?: string;
    readonly notification_messages_frequency?: string;
    readonly notification_messages_timezone?: string;
    /** `STOP_NOTIFICATIONS`, `RESUME_NOTIFICATIONS`: consent taken back or given again. */
    readonly notification_messages_status?: string;
    readonly token_expiry_timestamp?: number;
    readonly user_token_status?: string;
    readonly title?: string;
  };
}

/** Somebody linked or unlinked an account of the business. */
export interface AccountLinkingEvent extends EventHead {
  readonly account_linking: {
    readonly status: 'linked' | 'unlinked';
    /** A secret. */
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
  /** App id → `primary_receiver` or `secondary_receiver`. */
  readonly app_roles: Readonly<Record<string, readonly string[]>>;
}

/** Meta blocked or unblocked messaging. */
export interface PolicyEnforcementEvent extends EventHead {
  readonly 'policy-enforcement': { readonly action: string; readonly reason?: string };
}

/** An event of which Meta documents little: its member, and that it has a head. */
export type RareEvent<Member extends string> = EventHead & { readonly [Name in Member]: unknown };
