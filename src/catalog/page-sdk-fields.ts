import { change, changes, type EntrySpec } from './define.ts';
import { byContent } from './identity-rule.ts';
import type { PageMarketingMessageValue } from './values/page.ts';

const IDENTITY = byContent<PageMarketingMessageValue>({
  needs: [['timestamp']],
  time: ['timestamp'],
  members: {
    recipient_id: true,
    page_id: true,
    app_id: true,
    timestamp: true,
    mid: true,
    message_id: true,
    marketing_message_tracking_id: true,
    messenger_subscription_token: true,
  },
});

function marketingMessage(meaning: string): EntrySpec {
  return {
    title: 'Marketing message',
    meaning,
    identity: IDENTITY,
    certainty: 'known',
    permission: 'paid_marketing_messages',
    personal: ['recipient_id', 'messenger_subscription_token'],
  };
}

/** Fields of marketing messages. Meta's samples have no value but members beside `field`, which are then the value. */
export const MARKETING_MESSAGES = [
  change('marketing_message_clicks', marketingMessage('A person followed a link in a marketing message.')),
  change('marketing_message_deliveries', marketingMessage('A marketing message was delivered.')),
  change('marketing_message_delivery_failed', marketingMessage('A marketing message could not be delivered.')),
  change('marketing_message_echoes', marketingMessage('The business sent a marketing message.')),
  change('marketing_message_reads', marketingMessage('A marketing message was read.')),
  change('marketing_messages_subscriber_upload_status', {
    title: 'Subscribers uploaded',
    meaning: 'An upload of subscribers to marketing messages ended. Meta documents no payload.',
    certainty: 'guessed',
    permission: 'paid_marketing_messages',
  }),
] as const;

/** Fields that only Meta's SDK contains, without a reference. */
export const PAGE_SDK_FIELDS = changes(
  [
    'agent_messages',
    'agent_questions',
    'comment_poll_response',
    'feature_access_list',
    'follow',
    'invoice_access_bank_slip_events',
    'invoice_access_invoice_change',
    'invoice_access_onboarding_status_active',
    'leadgen_fat',
    'local_delivery',
    'mcom_invoice_change',
    'merchant_review',
    'message_mention',
    'messaging_appointments',
    'messaging_direct_sends',
    'messaging_fblogin_account_linking',
    'messaging_optouts',
    'page_about_story',
    'payment_request_update',
    'publisher_subscriptions',
    'registration',
    'story_poll_response',
    'story_share',
    'user_action',
    'video_text_question_responses',
  ],
  sdkField,
);

/** Defines a field without a documented payload. @param field - name in Meta's SDK */
export function sdkField(field: string): EntrySpec {
  const words = field.replaceAll('_', ' ');
  return {
    title: words.charAt(0).toUpperCase() + words.slice(1),
    meaning: `Only Meta's SDK contains this field; Meta documents no payload: ${words}.`,
    certainty: 'guessed',
  };
}
