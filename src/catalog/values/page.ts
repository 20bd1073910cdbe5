import type {
  AccountLinkingEvent,
  AppRolesEvent,
  DeliveryEvent,
  MessageDeletedEvent,
  MessageEditEvent,
  MessageEvent,
  OptinEvent,
  PassThreadControlEvent,
  PolicyEnforcementEvent,
  PostbackEvent,
  RareEvent,
  ReactionEvent,
  ReadEvent,
  ReferralEvent,
  RequestThreadControlEvent,
  TakeThreadControlEvent,
} from './messaging.ts';
import type { MetaId, OpenObject, Person, UnixSeconds } from './shared.ts';

/** A post, comment, reaction, photo, video, share, album or event was created, changed or removed. */
export interface PageFeedValue {
  /** One of `post`, `status`, `photo`, `video`, `share`, `album`, `event`, `comment`, `reaction`, `like`… */
  readonly item: string;
  /** One of `add`, `edit`, `edited`, `remove`, `hide`, `unhide`, `block`, `update`… */
  readonly verb: string;
  readonly post_id?: MetaId;
  readonly comment_id?: MetaId;
  /** For a comment: id of the post, or of the comment to which it replies. */
  readonly parent_id?: MetaId;
  readonly photo_id?: MetaId;
  readonly video_id?: MetaId;
  readonly share_id?: MetaId;
  readonly album_id?: MetaId;
  readonly event_id?: MetaId;
  /** For a like of the Page itself: id of the user. */
  readonly user_id?: MetaId;
  /** Absent if the app has no access. It is the Page itself for the Page's own actions: ignore these to avoid loops. */
  readonly from?: Person;
  /** Id of the author in old versions, in place of `from`. */
  readonly sender_id?: MetaId;
  readonly sender_name?: string;
  /** One of `like`, `love`, `wow`, `haha`, `sorry`, `angry` and `care`. */
  readonly reaction_type?: string;
  readonly message?: string;
  readonly story?: string;
  /** URL that is signed and expires soon. */
  readonly link?: string;
  /** URLs that are signed and expire soon. */
  readonly photos?: readonly string[];
  readonly photo_ids?: readonly MetaId[];
  /** For a comment with a photo: URL that is signed and expires soon. */
  readonly photo?: string;
  /** For a comment with a video: URL that is signed and expires soon. */
  readonly video?: string;
  /** The current state of the post: `status_type`, `is_published`, `updated_time`, `permalink_url`… */
  readonly post?: OpenObject;
  readonly recipient_id?: MetaId;
  /** Time of an edit, if Meta sends it. */
  readonly edited_time?: UnixSeconds;
  readonly video_flag_reason?: number;
  readonly published?: number;
  readonly is_hidden?: boolean;
  /** Creation time. For an edit, it is that of the post. Absent for removals, blocks and likes of the Page. */
  readonly created_time?: UnixSeconds;
}

/** A post or comment of another account mentions the Page. */
export interface PageMentionValue {
  readonly item: string;
  readonly verb: string;
  readonly post_id?: MetaId;
  readonly comment_id?: MetaId;
  readonly sender_id?: MetaId;
  readonly sender_name?: string;
  readonly message?: string;
  readonly created_time?: UnixSeconds;
}

/** A recommendation of the Page, or an action on one. Meta stopped these in September 2025. */
export interface PageRatingValue {
  readonly item: string;
  readonly verb: string;
  readonly open_graph_story_id?: MetaId;
  readonly comment_id?: MetaId | null;
  readonly post_id?: MetaId | null;
  readonly reviewer_id?: MetaId;
  readonly reviewer_name?: string;
  /** The person who reacts or comments, in place of the reviewer. */
  readonly from?: Person;
  readonly sender_id?: MetaId;
  readonly sender_name?: string;
  readonly parent_id?: MetaId | null;
  readonly recommendation_type?: string;
  readonly rating?: number;
  readonly review_text?: string | null;
  readonly reaction_type?: string;
  readonly created_time?: UnixSeconds;
}

/** A comment on a post of the Page in a group. */
export interface PageGroupFeedValue {
  readonly item?: string;
  readonly verb?: string;
  readonly recipient?: Person;
  readonly from?: Person;
  readonly group_id?: MetaId;
  readonly comment_id?: MetaId;
  readonly post_id?: MetaId;
  readonly parent_id?: MetaId;
  readonly message?: string;
  readonly created_time?: UnixSeconds;
}

/** A person submitted a lead form. Read the lead from the Graph API. */
export interface PageLeadgenValue {
  readonly leadgen_id: MetaId;
  readonly page_id?: MetaId;
  readonly form_id?: MetaId;
  /** Id of the ad; 0 if the lead came from no ad. */
  readonly ad_id?: MetaId;
  readonly adgroup_id?: MetaId;
  readonly created_time?: UnixSeconds;
}

/** A lead changed. Read the lead from the Graph API. */
export interface PageLeadgenUpdateValue {
  readonly leadgen_id: MetaId;
  readonly page_id?: MetaId;
  readonly form_id?: MetaId;
  readonly ad_id?: MetaId;
  readonly adgroup_id?: MetaId;
  readonly updated_time: UnixSeconds | string;
  readonly area?: string;
  readonly event?: string;
  readonly updated_fields?: readonly string[];
}

/** An action on a marketing message. */
export interface PageMarketingMessageValue {
  /** Null if Meta does not disclose the recipient. */
  readonly recipient_id?: MetaId | null;
  readonly page_id?: MetaId;
  readonly app_id?: MetaId;
  readonly timestamp?: UnixSeconds | string;
  readonly mid?: string;
  readonly message_id?: MetaId;
  readonly marketing_message_tracking_id?: string;
  /** A secret that allows its owner to send messages. */
  readonly messenger_subscription_token?: string;
}

/** Meta restricted the Page, or removed a restriction. */
export interface PageBusinessIntegrityValue {
  readonly timestamp?: UnixSeconds | string;
  readonly status?: string;
  readonly violations?: readonly { readonly type?: string; readonly description?: string; readonly url?: string }[];
  readonly restrictions?: readonly {
    readonly feature?: string;
    readonly status?: string;
    readonly description?: string;
    readonly applied_time?: UnixSeconds | string;
    readonly expiration_time?: UnixSeconds | string;
  }[];
  readonly action_events?: readonly {
    readonly type?: string;
    readonly status?: string;
    readonly created_time?: UnixSeconds | string;
    readonly updated_time?: UnixSeconds | string;
  }[];
}

/** A call in Messenger. It is in the member `calls` of the entry itself. */
export interface PageCallValue {
  readonly id: MetaId;
  /** One of `connect`, `terminate`, `call_status`, `media_update`… */
  readonly event: string;
  readonly from?: MetaId;
  readonly to?: MetaId;
  readonly recipient_id?: MetaId;
  readonly timestamp?: UnixSeconds | string;
  /** `user_initiated` or `business_initiated`. */
  readonly call_direction?: string;
  readonly call_status?: string;
  /** The WebRTC offer or answer; `sdp` is a secret. `version` counts the updates of the media. */
  readonly session?: OpenObject;
}

/** A live video changed its state. */
export interface PageLiveVideoValue {
  readonly id: MetaId;
  /** One of `live`, `live_stopped`, `vod`… */
  readonly status: string;
}

/** A video was encoded. */
export interface PageVideoValue {
  readonly id?: MetaId;
  readonly title?: string;
  readonly status?: OpenObject;
}

/** A conversation changed. */
export interface PageConversationValue {
  readonly page_id?: MetaId;
  readonly thread_id?: MetaId;
  readonly thread_key?: string;
}

type ProfileField =
  | 'about'
  | 'affiliation'
  | 'attire'
  | 'awards'
  | 'bio'
  | 'birthday'
  | 'category'
  | 'checkins'
  | 'company_overview'
  | 'culinary_team'
  | 'current_location'
  | 'description'
  | 'email'
  | 'founded'
  | 'general_info'
  | 'general_manager'
  | 'hometown'
  | 'hours'
  | 'location'
  | 'members'
  | 'mission'
  | 'name'
  | 'page_change_proposal'
  | 'page_upcoming_change'
  | 'parking'
  | 'payment_options'
  | 'personal_info'
  | 'personal_interests'
  | 'phone'
  | 'picture'
  | 'price_range'
  | 'products'
  | 'public_transit'
  | 'website';

type SettingField =
  | 'messaging_integrity'
  | 'call_settings_update'
  | 'inbox_labels'
  | 'invoice_access_invoice_draft_change'
  | 'product_review';

type SdkField =
  | 'agent_messages'
  | 'agent_questions'
  | 'comment_poll_response'
  | 'feature_access_list'
  | 'follow'
  | 'invoice_access_bank_slip_events'
  | 'invoice_access_invoice_change'
  | 'invoice_access_onboarding_status_active'
  | 'leadgen_fat'
  | 'local_delivery'
  | 'marketing_messages_subscriber_upload_status'
  | 'mcom_invoice_change'
  | 'merchant_review'
  | 'message_mention'
  | 'messaging_appointments'
  | 'messaging_direct_sends'
  | 'messaging_fblogin_account_linking'
  | 'messaging_optouts'
  | 'page_about_story'
  | 'payment_request_update'
  | 'publisher_subscriptions'
  | 'registration'
  | 'story_poll_response'
  | 'story_share'
  | 'user_action'
  | 'video_text_question_responses';

type MarketingMessageField =
  | 'marketing_message_clicks'
  | 'marketing_message_deliveries'
  | 'marketing_message_delivery_failed'
  | 'marketing_message_echoes'
  | 'marketing_message_reads';

/** Values of fields for which Meta documents no payload. */
type SdkValues = { readonly [Field in SdkField]: unknown };
type MarketingMessageValues = { readonly [Field in MarketingMessageField]: PageMarketingMessageValue };

/** The new value of a profile field. Meta often sends only the name of the field. */
type ProfileValues = { readonly [Field in ProfileField]: unknown };
type SettingValues = { readonly [Field in SettingField]: unknown };

/** Values of the changes of a Page, by field. */
export interface PageChangeValues extends ProfileValues, SettingValues, SdkValues, MarketingMessageValues {
  readonly leadgen_update: PageLeadgenUpdateValue;
  readonly business_integrity: PageBusinessIntegrityValue;
  readonly feed: PageFeedValue;
  readonly mention: PageMentionValue;
  readonly ratings: PageRatingValue;
  readonly group_feed: PageGroupFeedValue;
  readonly leadgen: PageLeadgenValue;
  readonly calls: PageCallValue;
  readonly live_videos: PageLiveVideoValue;
  readonly videos: PageVideoValue;
  readonly conversations: PageConversationValue;
  readonly messenger_template_status_update: unknown;
  readonly message_template_status_update: unknown;
}

/** Values of the messaging events of Messenger, by field and kind. */
export interface PageEventValues {
  readonly 'messages message': MessageEvent;
  readonly 'messages message.deleted': MessageDeletedEvent;
  readonly 'message_echoes message': MessageEvent;
  readonly 'message_edits message_edit': MessageEditEvent;
  readonly 'message_reactions reaction': ReactionEvent;
  readonly 'message_deliveries delivery': DeliveryEvent;
  readonly 'message_reads read': ReadEvent;
  readonly 'messaging_postbacks postback': PostbackEvent;
  readonly 'messaging_referrals referral': ReferralEvent;
  readonly 'messaging_optins optin': OptinEvent;
  readonly 'messaging_account_linking account_linking': AccountLinkingEvent;
  readonly 'messaging_handovers pass_thread_control': PassThreadControlEvent;
  readonly 'messaging_handovers take_thread_control': TakeThreadControlEvent;
  readonly 'messaging_handovers request_thread_control': RequestThreadControlEvent;
  readonly 'messaging_handovers app_roles': AppRolesEvent;
  readonly 'messaging_policy_enforcement policy-enforcement': PolicyEnforcementEvent;
  readonly messaging_feedback: RareEvent<'messaging_feedback'>;
  readonly 'messaging_game_plays game_play': RareEvent<'game_play'>;
  readonly response_feedback: RareEvent<'response_feedback'>;
  readonly 'send_cart order': RareEvent<'order'>;
  readonly messaging_customer_information: RareEvent<'messaging_customer_information'>;
  readonly messaging_in_thread_lead_form_submit: RareEvent<'messaging_in_thread_lead_form_submit'>;
  readonly message_context: RareEvent<'message_context'>;
  readonly call_permission_reply: RareEvent<'call_permission_reply'>;
  readonly 'messaging_payments payment': RareEvent<'payment'>;
  readonly 'messaging_checkout_updates checkout_update': RareEvent<'checkout_update'>;
  readonly 'messaging_pre_checkouts pre_checkout': RareEvent<'pre_checkout'>;
}
