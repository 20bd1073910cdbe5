import type {
  AppRolesEvent,
  MessageDeletedEvent,
  MessageEditEvent,
  MessageEvent,
  OptinEvent,
  PassThreadControlEvent,
  PolicyEnforcementEvent,
  PostbackEvent,
  RareEvent,
  ReactionEvent,
  ReferralEvent,
  RequestThreadControlEvent,
  SeenEvent,
  TakeThreadControlEvent,
} from './messaging.ts';
import type { MetaId } from './shared.ts';

/** Who commented. */
export interface InstagramPerson {
  readonly id?: MetaId;
  readonly username?: string;
  /** Where the account commented itself. */
  readonly self_ig_scoped_id?: MetaId;
}

/** What was commented. */
export interface InstagramMedia {
  readonly id: MetaId;
  /** `FEED`, `REELS`, `STORY`, `LIVE`, `AD`. */
  readonly media_product_type?: string;
  /** Of an ad: `id` is the ad's copy, and the post is `original_media_id`. */
  readonly ad_id?: MetaId;
  readonly ad_title?: string;
  readonly original_media_id?: MetaId;
}

/** A comment. Live deliveries have `id`; a documented form has `comment_id` in its place. */
export interface InstagramCommentValue {
  readonly id?: MetaId;
  readonly comment_id?: MetaId;
  /** The comment that it answers. */
  readonly parent_id?: MetaId;
  readonly from?: InstagramPerson;
  readonly text?: string;
  readonly media?: InstagramMedia;
}

/** A mention in a comment, or in a caption, where `comment_id` is missing. */
export interface InstagramMentionValue {
  readonly media_id: MetaId;
  readonly comment_id?: MetaId;
}

/** The numbers of a story that ended; -1 is a count under 5. */
export interface InstagramStoryInsightsValue {
  readonly media_id: MetaId;
  readonly exits?: number;
  readonly replies?: number;
  readonly reach?: number;
  readonly taps_forward?: number;
  readonly taps_back?: number;
  readonly impressions?: number;
}

type SdkField =
  | 'agent_messages'
  | 'comment_poll_response'
  | 'creator_marketplace_invited_creator_onboarding'
  | 'creator_marketplace_projects'
  | 'delta'
  | 'follow'
  | 'onboarding_welcome_message_series'
  | 'share_to_story'
  | 'story_poll_response'
  | 'story_reactions';

/** Meta shows no payload of these. */
type SdkValues = { readonly [Field in SdkField]: unknown };

/** What a change of an Instagram field carries, by field. */
export interface InstagramChangeValues extends SdkValues {
  readonly comments: InstagramCommentValue;
  readonly live_comments: InstagramCommentValue;
  readonly mentions: InstagramMentionValue;
  readonly story_insights: InstagramStoryInsightsValue;
}

/** What an Instagram messaging event carries, by field and kind. */
export interface InstagramEventValues {
  readonly 'messages message': MessageEvent;
  readonly 'messages message.deleted': MessageDeletedEvent;
  readonly message_edit: MessageEditEvent;
  readonly 'message_reactions reaction': ReactionEvent;
  readonly 'messaging_seen read': SeenEvent;
  readonly 'messaging_postbacks postback': PostbackEvent;
  readonly 'messaging_referral referral': ReferralEvent;
  readonly 'messaging_optins optin': OptinEvent;
  readonly 'messaging_handover pass_thread_control': PassThreadControlEvent;
  readonly 'messaging_handover take_thread_control': TakeThreadControlEvent;
  readonly 'messaging_handover request_thread_control': RequestThreadControlEvent;
  readonly 'messaging_handover app_roles': AppRolesEvent;
  readonly 'messaging_policy_enforcement policy-enforcement': PolicyEnforcementEvent;
  readonly response_feedback: RareEvent<'response_feedback'>;
}
