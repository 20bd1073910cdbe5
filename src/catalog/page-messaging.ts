import { textAt } from '../json/json.ts';
import { event } from './define.ts';
import * as messaging from './messaging.ts';

const permission = 'pages_messaging';

const CONVERSATION = [
  event('messages', 'message.deleted', { ...messaging.MESSAGE_DELETED, permission }),
  event('message_echoes', 'message', {
    ...messaging.MESSAGE,
    title: 'Message echo',
    meaning: 'The business wrote, from any app or inbox. Ignore echoes to avoid loops.',
    when: (value) => textAt(value, 'message', 'is_echo') === 'true',
    permission,
  }),
  event('messages', 'message', { ...messaging.MESSAGE, permission }),
  event('message_edits', 'message_edit', { ...messaging.MESSAGE_EDIT, permission }),
  event('message_reactions', 'reaction', { ...messaging.REACTION, permission }),
  event('message_deliveries', 'delivery', { ...messaging.DELIVERY, permission }),
  event('message_reads', 'read', { ...messaging.READ, permission }),
  event('messaging_postbacks', 'postback', { ...messaging.POSTBACK, permission }),
  event('messaging_referrals', 'referral', { ...messaging.REFERRAL, permission }),
  event('messaging_optins', 'optin', { ...messaging.OPTIN, permission }),
  event('messaging_account_linking', 'account_linking', { ...messaging.ACCOUNT_LINKING, permission }),
];

const CONTROL = [
  event('messaging_handovers', 'pass_thread_control', { ...messaging.HANDOVERS.pass, permission }),
  event('messaging_handovers', 'take_thread_control', { ...messaging.HANDOVERS.take, permission }),
  event('messaging_handovers', 'request_thread_control', { ...messaging.HANDOVERS.request, permission }),
  event('messaging_handovers', 'app_roles', { ...messaging.APP_ROLES, permission }),
  event('messaging_policy_enforcement', 'policy-enforcement', { ...messaging.POLICY_ENFORCEMENT, permission }),
];

const { rareEvent } = messaging;

/** Events of which Meta documents only the field, or the field and the member. */
const RARE = [
  event('messaging_feedback', 'messaging_feedback', {
    ...rareEvent('messaging_feedback', 'Feedback', 'A person completed a feedback form.'),
    historic: true,
  }),
  event('messaging_game_plays', 'game_play', {
    ...rareEvent('game_play', 'Game played', 'A person played a round of an Instant Game.'),
    historic: true,
  }),
  event(
    'response_feedback',
    'response_feedback',
    rareEvent('response_feedback', 'Response feedback', 'A person rated an automatic reply.'),
  ),
  event('send_cart', 'order', rareEvent('order', 'Cart sent', 'A person sent a cart of products.')),
  event(
    'messaging_customer_information',
    'messaging_customer_information',
    rareEvent(
      'messaging_customer_information',
      'Customer information',
      'A person completed a form with personal details.',
    ),
  ),
  event(
    'messaging_in_thread_lead_form_submit',
    'messaging_in_thread_lead_form_submit',
    rareEvent(
      'messaging_in_thread_lead_form_submit',
      'Lead form in the thread',
      'A person submitted a lead form inside the thread.',
    ),
  ),
  event(
    'message_context',
    'message_context',
    rareEvent('message_context', 'Message context', 'A message refers to other content.'),
  ),
  event(
    'call_permission_reply',
    'call_permission_reply',
    rareEvent('call_permission_reply', 'Call permission', 'A person allowed or rejected calls.'),
  ),
  event('messaging_payments', 'payment', {
    ...rareEvent('payment', 'Payment', 'A payment in the thread. Meta discontinued it.'),
    historic: true,
  }),
  event('messaging_checkout_updates', 'checkout_update', {
    ...rareEvent('checkout_update', 'Checkout update', 'A person chose a shipping address. Meta discontinued it.'),
    historic: true,
  }),
  event('messaging_pre_checkouts', 'pre_checkout', {
    ...rareEvent('pre_checkout', 'Before checkout', 'A payment is about to start. Meta discontinued it.'),
    historic: true,
  }),
];

export const PAGE_EVENTS = [...CONVERSATION, ...CONTROL, ...RARE] as const;
