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

/** The author of a comment. */
export interface InstagramPerson {
  readonly id?: MetaId;
  readonly username?: string;
  /** Present if the account itself wrote the comment. */
  readonly self_ig_scoped_id?: MetaId;
}

/** The media of a comment. */
export interface InstagramMedia {
  readonly id: MetaId;
  /** One of `FEED`, `REELS`, `STORY`, `LIVE` and `AD`. */
  readonly media_product_type?: string;
  /** Id of the ad. In this case `id` is the copy in the ad, and the post is `original_media_id`. */
  readonly ad_id?: MetaId;
  readonly ad_title?: string;
  readonly original_media_id?: MetaId;
}

/** A comment. Real deliveries have `id`; one documented format has `comment_id` instead. */
export interface InstagramCommentValue {
  readonly id?: MetaId;
  readonly comment_id?: MetaId;
  /** Id of the comment to which it replies. */
  readonly parent_id?: MetaId;
  readonly from?: InstagramPerson;
  readonly text?: string;
  readonly media?: InstagramMedia;
}

/** A mention in a comment, or, without `comment_id`, in a caption. */
export interface InstagramMentionValue {
  readonly media_id: MetaId;
  readonly comment_id?: MetaId;
}

/** The metrics of a story that ended; -1 is a count under 5. */
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

/** Values of fields for which Meta documents no payload. */
type SdkValues = { readonly [Field in SdkField]: unknown };

/** Values of the changes of Instagram, by field. */
export interface InstagramChangeValues extends SdkValues {
  readonly comments: InstagramCommentValue;
  readonly live_comments: InstagramCommentValue;
  readonly mentions: InstagramMentionValue;
  readonly story_insights: InstagramStoryInsightsValue;
}

/** Values of the messaging events of Instagram, by field and kind. */
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
