import { textAt, type Json } from '../change/json.ts';
import type { About } from './define.ts';

// Messenger and Instagram send the same events under different fields: what they are and what identifies them is here.

const SENDER = 'sender.id or sender.user_ref';
const WHEN = 'timestamp or entry.time';
const PEOPLE = ['sender.id', 'recipient.id'];

type AboutEvent = About & { readonly member?: string };

export const MESSAGE: AboutEvent = {
  title: 'Message',
  meaning: 'Somebody wrote to the business; an echo is what the business wrote.',
  identity: 'message.mid',
  certainty: 'known',
  personal: [...PEOPLE, 'message'],
};

/** An unsend repeats the original's mid: a kind of its own. */
export const MESSAGE_DELETED: AboutEvent = {
  ...MESSAGE,
  member: 'message',
  title: 'Message unsent',
  meaning: 'A message was taken back: forget its content.',
  when: (event: Json) => textAt(event, 'message', 'is_deleted') === 'true',
};

export const MESSAGE_EDIT: AboutEvent = {
  title: 'Message edited',
  meaning: 'A message has a new text.',
  identity: 'message_edit.mid, message_edit.num_edit',
  certainty: 'likely',
  personal: [...PEOPLE, 'message_edit.text'],
};

export const REACTION: AboutEvent = {
  title: 'Reaction',
  meaning: 'Somebody reacted to a message or took that back.',
  identity: `${SENDER}, reaction.mid, reaction.action, reaction.emoji or reaction.reaction?, ${WHEN}`,
  certainty: 'likely',
  personal: PEOPLE,
};

export const DELIVERY: AboutEvent = {
  title: 'Delivered',
  meaning: 'Messages up to the watermark reached the person.',
  identity: `${SENDER}, delivery.watermark, sorted(delivery.mids)?`,
  certainty: 'likely',
  personal: PEOPLE,
};

export const READ: AboutEvent = {
  title: 'Read',
  meaning: 'Messages up to the watermark (Instagram: one message) were read.',
  identity: `${SENDER}, read.mid or read.watermark`,
  certainty: 'likely',
  personal: PEOPLE,
};

export const POSTBACK: AboutEvent = {
  title: 'Button tapped',
  meaning: 'A button, menu item, icebreaker or Get Started was tapped.',
  identity: `postback.mid; else ${SENDER}, ${WHEN}, digest(postback.payload)?`,
  certainty: 'known',
  personal: [...PEOPLE, 'postback.payload'],
};

export const REFERRAL: AboutEvent = {
  title: 'Referral',
  meaning: 'Somebody came into a known thread by a link or an ad.',
  identity: `${SENDER}, ${WHEN}, referral.source?, referral.ref?, referral.ad_id?`,
  certainty: 'likely',
  personal: [...PEOPLE, 'referral.ref'],
};

export const OPTIN: AboutEvent = {
  title: 'Opt-in',
  meaning: 'Somebody agreed to be written to; may carry a sending token.',
  identity: `${SENDER} or optin.user_ref, ${WHEN}, optin.type?, digest(optin.payload)?`,
  certainty: 'likely',
  personal: [...PEOPLE, 'optin.user_ref', 'optin.notification_messages_token', 'optin.one_time_notif_token'],
};

export const ACCOUNT_LINKING: AboutEvent = {
  title: 'Account linked',
  meaning: 'Somebody linked or unlinked an account of the business.',
  identity: `${SENDER}, account_linking.status, digest(account_linking.authorization_code)?, ${WHEN}`,
  certainty: 'likely',
  personal: [...PEOPLE, 'account_linking.authorization_code'],
};

/** @param member - pass, take or request `_thread_control` */
export function handover(member: string, meaning: string, to: 'new' | 'requested' = 'new'): AboutEvent {
  return {
    title: `Handover: ${member.replaceAll('_', ' ')}`,
    meaning,
    identity: `${SENDER}, ${WHEN}, ${member}.previous_owner_app_id?, ${member}.${to}_owner_app_id?`,
    certainty: 'likely',
    personal: PEOPLE,
  };
}

export const APP_ROLES: AboutEvent = {
  title: 'App roles',
  meaning: 'The role of an app in the handover protocol changed.',
  identity: `${WHEN}, digest(app_roles)`,
  certainty: 'likely',
};

export const POLICY_ENFORCEMENT: AboutEvent = {
  title: 'Policy enforcement',
  meaning: 'Meta blocked or unblocked messaging of the account.',
  identity: `${WHEN}, policy-enforcement.action`,
  certainty: 'likely',
};

/** An event of which no more is known than its member. */
export function rareEvent(member: string, title: string, meaning: string): AboutEvent {
  return { title, meaning, identity: `sender.id?, ${WHEN}, digest(${member})`, certainty: 'guessed', personal: [...PEOPLE, member] };
}

/** The three kinds of a handover, and the roles, by member. */
export const HANDOVERS = {
  pass: handover('pass_thread_control', 'Another app passed a thread to this one.'),
  take: handover('take_thread_control', 'The primary receiver took a thread away.'),
  request: handover('request_thread_control', 'Another app asks for a thread.', 'requested'),
};
