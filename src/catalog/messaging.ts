import { textAt, type Json } from '../json/json.ts';
import type { EntrySpec } from './define.ts';
import { byContent, byId, type ContentRule, type IdentityRule, type Members, type Volatile } from './identity-rule.ts';
import type { MessageEditEvent, MessageEvent } from './values/messaging.ts';

// Messenger and Instagram send the same events under different fields. This file defines their identities for both.

const PEOPLE = ['sender.id', 'recipient.id'];
const SENDER = ['sender.id', 'sender.user_ref', 'optin.user_ref'];
/** Path of the time of every event. */
export const TIME = ['timestamp'];
/** Members of every event. An event may identify its sender in other members. */
const HEAD: Members = { sender: true, recipient: true, timestamp: true, is_self: true, prior_message: true };

const SIGNED_ANEW = 'a link to an ad or its picture, with a new signature at each attempt';

type AboutEvent = EntrySpec & { readonly member?: string };

/** Creates a rule from the content of an event: its time, its sender and its member. */
export function eventContent(
  members: Members,
  {
    needs = [TIME, SENDER],
    volatile = [],
  }: { needs?: readonly (readonly string[])[]; volatile?: readonly Volatile[] } = {},
): ContentRule {
  return byContent({ needs, volatile, members: { ...HEAD, ...members }, time: TIME });
}

const BY_MID: IdentityRule = byId<MessageEvent>([['message.mid']], {
  because: 'Messenger and Instagram references, messages: `mid` is the id of the message',
  time: ['timestamp'],
});

export const MESSAGE: AboutEvent = {
  title: 'Message',
  meaning: 'A person wrote to the business; an echo is a message that the business wrote.',
  identity: BY_MID,
  certainty: 'known',
  personal: [...PEOPLE, 'message'],
};

/** An unsent message. It repeats the mid of the original, so it is a separate kind. */
export const MESSAGE_DELETED: AboutEvent = {
  ...MESSAGE,
  member: 'message',
  title: 'Message unsent',
  meaning: 'A message was unsent. Delete its content.',
  when: (event: Json) => textAt(event, 'message', 'is_deleted') === 'true',
};

export const MESSAGE_EDIT: AboutEvent = {
  title: 'Message edited',
  meaning: 'A message has new text; number 0 without people is not an edit by a person.',
  identity: byId<MessageEditEvent>([['message_edit.mid'], ['message_edit.num_edit']], {
    because: 'Messenger reference, message_edits: `num_edit` counts the edits of the message',
    time: ['timestamp'],
  }),
  certainty: 'likely',
  personal: [...PEOPLE, 'message_edit.text'],
};

export const REACTION: AboutEvent = {
  title: 'Reaction',
  meaning: 'A person reacted to a message or removed the reaction.',
  identity: eventContent({ reaction: { mid: true, action: true, reaction: true, emoji: true, folder: true } }),
  certainty: 'likely',
  personal: PEOPLE,
};

const RE_TIMED = 'the time of sending: the watermark is the time of the action';
const COUNTER = 'a counter of old versions, with a new value at each attempt';

export const DELIVERY: AboutEvent = {
  title: 'Delivered',
  meaning: 'Messages up to the watermark were delivered.',
  identity: eventContent(
    { delivery: { mids: true, watermark: true, seq: true } },
    {
      needs: [['delivery.watermark'], SENDER],
      volatile: [
        { path: 'timestamp', because: RE_TIMED },
        { path: 'delivery.seq', because: COUNTER },
      ],
    },
  ),
  certainty: 'likely',
  personal: PEOPLE,
};

export const READ: AboutEvent = {
  title: 'Read',
  meaning: 'Messages up to the watermark were read.',
  identity: eventContent(
    { read: { watermark: true, seq: true } },
    {
      needs: [['read.watermark'], SENDER],
      volatile: [
        { path: 'timestamp', because: RE_TIMED },
        { path: 'read.seq', because: COUNTER },
      ],
    },
  ),
  certainty: 'likely',
  personal: PEOPLE,
};

/** A read message. The mid identifies the message and not the reading, so it is not an id of the occurrence. */
export const SEEN: AboutEvent = {
  ...READ,
  meaning: 'One message was read.',
  identity: eventContent(
    { read: { mid: true, watermark: true } },
    { needs: [['read.mid'], SENDER], volatile: [{ path: 'timestamp', because: 'a message is read once' }] },
  ),
  certainty: 'known',
};

export const POSTBACK: AboutEvent = {
  title: 'Button tapped',
  meaning: 'A person tapped a button, menu item, icebreaker or Get Started.',
  identity: {
    mode: 'variants',
    variants: [
      {
        name: 'with a mid',
        when: ({ value }) => Boolean(textAt(value, 'postback', 'mid')),
        rule: byId([['postback.mid']], {
          because: 'Messenger reference, messaging_postbacks: `mid` is the id of the tap',
          time: TIME,
        }),
      },
    ],
    otherwise: eventContent(
      { postback: { mid: true, title: true, payload: true, referral: true } },
      {
        volatile: ['photo_url', 'video_url'].map((name) => ({
          path: `postback.referral.ads_context_data.${name}`,
          because: SIGNED_ANEW,
        })),
      },
    ),
  },
  certainty: 'known',
  personal: [...PEOPLE, 'postback.payload'],
};

export const REFERRAL: AboutEvent = {
  title: 'Referral',
  meaning: 'A person entered an existing thread through a link or an ad.',
  identity: eventContent(
    {
      referral: {
        ref: true,
        source: true,
        type: true,
        ad_id: true,
        ads_context_data: true,
        referer_uri: true,
        is_guest_user: true,
      },
    },
    {
      volatile: ['photo_url', 'video_url'].map((name) => ({
        path: `referral.ads_context_data.${name}`,
        because: SIGNED_ANEW,
      })),
    },
  ),
  certainty: 'likely',
  personal: [...PEOPLE, 'referral.ref'],
};

export const OPTIN: AboutEvent = {
  title: 'Opt-in',
  meaning: 'A person agreed to receive messages; may contain a token for sending.',
  identity: eventContent({
    optin: {
      type: true,
      payload: true,
      ref: true,
      user_ref: true,
      notification_messages_token: true,
      one_time_notif_token: true,
      notification_messages_frequency: true,
      notification_messages_timezone: true,
      notification_messages_status: true,
      token_expiry_timestamp: true,
      user_token_status: true,
      title: true,
    },
  }),
  certainty: 'likely',
  personal: [...PEOPLE, 'optin.user_ref', 'optin.notification_messages_token', 'optin.one_time_notif_token'],
};

export const ACCOUNT_LINKING: AboutEvent = {
  title: 'Account linked',
  meaning: 'A person linked or unlinked an account of the business.',
  identity: eventContent({ account_linking: { status: true, authorization_code: true } }),
  certainty: 'likely',
  personal: [...PEOPLE, 'account_linking.authorization_code'],
};

/**
 * Defines a thread handover. @param member - `pass_thread_control`, `take_thread_control` or `request_thread_control`
 */
export function handover(member: string, meaning: string): AboutEvent {
  const reported: Members = {
    previous_owner_app_id: true,
    new_owner_app_id: true,
    requested_owner_app_id: true,
    metadata: true,
  };
  return {
    title: `Handover: ${member.replaceAll('_', ' ')}`,
    meaning,
    identity: eventContent({ [member]: reported }),
    certainty: 'likely',
    personal: PEOPLE,
  };
}

export const APP_ROLES: AboutEvent = {
  title: 'App roles',
  meaning: 'The role of an app in the handover protocol changed.',
  identity: eventContent({ app_roles: true }, { needs: [TIME] }),
  certainty: 'likely',
};

export const POLICY_ENFORCEMENT: AboutEvent = {
  title: 'Policy enforcement',
  meaning: 'Meta blocked or unblocked messaging of the account.',
  identity: eventContent({ 'policy-enforcement': { action: true, reason: true } }, { needs: [TIME] }),
  certainty: 'likely',
};

/** Defines an event of which only the member is known. */
export function rareEvent(member: string, title: string, meaning: string): AboutEvent {
  return {
    title,
    meaning,
    identity: eventContent({ [member]: true }),
    certainty: 'guessed',
    personal: [...PEOPLE, member],
  };
}

/** The three kinds of a handover, by member. */
export const HANDOVERS = {
  pass: handover('pass_thread_control', 'Another app passed a thread to this one.'),
  take: handover('take_thread_control', 'The primary receiver took a thread away.'),
  request: handover('request_thread_control', 'Another app asks for a thread.'),
};
