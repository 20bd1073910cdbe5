import type { EventHead } from '../values/messaging.ts';
import type { InstagramEventValues } from '../values/instagram.ts';
import type { PageEventValues } from '../values/page.ts';
import type { SamplesOf, Stamp } from './stamp.ts';

const IDS = {
  page: { business: '104000000000011', person: '24700000000000041' },
  instagram: { business: '17841400000000001', person: '5200000000000051' },
};
type Object = keyof typeof IDS;

/**
 * Creates an event from the person to the business. The id of the business is fixed, so that all samples have one
 * account.
 */
function head(object: Object, stamp: Stamp): EventHead {
  const { business, person } = IDS[object];
  return { sender: { id: stamp.id(person) }, recipient: { id: business }, timestamp: stamp.milliseconds };
}

const APP = '990000000000001';
const OTHER_APP = '990000000000002';

/** Samples that Messenger and Instagram share, by kind. */
function common(object: Object) {
  const event = <Members extends object>(stamp: Stamp, members: Members): EventHead & Members => ({
    ...head(object, stamp),
    ...members,
  });
  const mid = (stamp: Stamp): string => stamp.id('m_sample_000001');
  return {
    event,
    message: (s: Stamp) => event(s, { message: { mid: mid(s), text: 'Do you open on Sunday?' } }),
    deleted: (s: Stamp) => event(s, { message: { mid: mid(s), is_deleted: true as const } }),
    edit: (s: Stamp) => event(s, { message_edit: { mid: mid(s), text: 'Do you open on Monday?', num_edit: 1 } }),
    reaction: (s: Stamp) =>
      event(s, { reaction: { mid: mid(s), action: 'react' as const, reaction: 'love', emoji: '\u2764\ufe0f' } }),
    postback: (s: Stamp) => event(s, { postback: { mid: mid(s), title: 'Opening hours', payload: 'HOURS' } }),
    referral: (s: Stamp) => event(s, { referral: { ref: 'flyer-7', source: 'SHORTLINK', type: 'OPEN_THREAD' } }),
    optin: (s: Stamp) =>
      event(s, {
        optin: { type: 'notification_messages', payload: 'weekly', notification_messages_token: 'sample-token' },
      }),
    pass: (s: Stamp) =>
      event(s, { pass_thread_control: { previous_owner_app_id: APP, new_owner_app_id: OTHER_APP, metadata: 'human' } }),
    take: (s: Stamp) =>
      event(s, { take_thread_control: { previous_owner_app_id: OTHER_APP, new_owner_app_id: APP, metadata: 'back' } }),
    request: (s: Stamp) =>
      event(s, { request_thread_control: { requested_owner_app_id: OTHER_APP, metadata: 'please' } }),
    roles: (s: Stamp) => ({ ...withoutSender(object, s), app_roles: { [APP]: ['primary_receiver'] } }),
    policy: (s: Stamp) => ({
      ...withoutSender(object, s),
      'policy-enforcement': { action: 'block', reason: 'Sample.' },
    }),
    feedback: (s: Stamp) => event(s, { response_feedback: { mid: mid(s), feedback: 'Good response' } }),
  };
}

/** Creates an event of Meta itself, without a sender. */
function withoutSender(object: Object, stamp: Stamp): EventHead {
  return { recipient: { id: IDS[object].business }, timestamp: stamp.milliseconds };
}

const messenger = common('page');
const direct = common('instagram');

export const PAGE_EVENT_SAMPLES: SamplesOf<PageEventValues> = {
  'messages message': messenger.message,
  'messages message.deleted': messenger.deleted,
  'message_echoes message': (s) => ({
    sender: { id: IDS.page.business },
    recipient: { id: s.id(IDS.page.person) },
    timestamp: s.milliseconds,
    message: { mid: s.id('m_sample_000002'), text: 'Yes, from nine.', is_echo: true, app_id: APP },
  }),
  'message_edits message_edit': messenger.edit,
  'message_reactions reaction': messenger.reaction,
  'message_deliveries delivery': (s) =>
    messenger.event(s, { delivery: { mids: [s.id('m_sample_000001')], watermark: s.milliseconds } }),
  'message_reads read': (s) => messenger.event(s, { read: { watermark: s.milliseconds } }),
  'messaging_postbacks postback': messenger.postback,
  'messaging_referrals referral': messenger.referral,
  'messaging_optins optin': messenger.optin,
  'messaging_account_linking account_linking': (s) =>
    messenger.event(s, { account_linking: { status: 'linked', authorization_code: s.id('sample-code-0001') } }),
  'messaging_handovers pass_thread_control': messenger.pass,
  'messaging_handovers take_thread_control': messenger.take,
  'messaging_handovers request_thread_control': messenger.request,
  'messaging_handovers app_roles': messenger.roles,
  'messaging_policy_enforcement policy-enforcement': messenger.policy,
  messaging_feedback: (s) =>
    messenger.event(s, {
      messaging_feedback: { feedback_screens: [{ screen_id: 0, questions: { q1: { type: 'csat', payload: '5' } } }] },
    }),
  'messaging_game_plays game_play': (s) =>
    messenger.event(s, { game_play: { game_id: '995000000000009', player_id: s.id('24700000000000042'), score: 7 } }),
  response_feedback: messenger.feedback,
  'send_cart order': (s) =>
    messenger.event(s, {
      order: { products: [{ retailer_id: 'rye', name: 'Rye', unit_price: 4, currency: 'EUR', quantity: 2 }] },
    }),
  messaging_customer_information: (s) =>
    messenger.event(s, {
      messaging_customer_information: {
        screens: [{ screen_id: 'sample', responses: [{ key: 'city', value: 'Sampleton' }] }],
      },
    }),
  messaging_in_thread_lead_form_submit: (s) =>
    messenger.event(s, { messaging_in_thread_lead_form_submit: { form_id: '870000000000001' } }),
  message_context: (s) => messenger.event(s, { message_context: { mid: s.id('m_sample_000001') } }),
  call_permission_reply: (s) => messenger.event(s, { call_permission_reply: { response: 'accept' } }),
  'messaging_payments payment': (s) =>
    messenger.event(s, { payment: { payload: 'order-17', amount: { currency: 'EUR', amount: '8.00' } } }),
  'messaging_checkout_updates checkout_update': (s) =>
    messenger.event(s, { checkout_update: { payload: 'order-17', shipping_address: { country: 'FR' } } }),
  'messaging_pre_checkouts pre_checkout': (s) =>
    messenger.event(s, { pre_checkout: { payload: 'order-17', amount: { currency: 'EUR', amount: '8.00' } } }),
};

export const INSTAGRAM_EVENT_SAMPLES: SamplesOf<InstagramEventValues> = {
  'messages message': direct.message,
  'messages message.deleted': direct.deleted,
  message_edit: direct.edit,
  'message_reactions reaction': direct.reaction,
  'messaging_seen read': (s) => direct.event(s, { read: { mid: s.id('m_sample_000001') } }),
  'messaging_postbacks postback': direct.postback,
  'messaging_referral referral': direct.referral,
  'messaging_optins optin': direct.optin,
  'messaging_handover pass_thread_control': direct.pass,
  'messaging_handover take_thread_control': direct.take,
  'messaging_handover request_thread_control': direct.request,
  'messaging_handover app_roles': direct.roles,
  'messaging_policy_enforcement policy-enforcement': direct.policy,
  response_feedback: direct.feedback,
};
