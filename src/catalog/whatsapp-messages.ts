import { isArray, member, textAt, type Json } from '../change/json.ts';
import { changeOfKind, element, type About } from './define.ts';
import type { IdentityRule } from './entry.ts';
import { digestOf, WEAK } from './rule.ts';

const permission = 'whatsapp_business_messaging';
const PERSON = ['contacts'];

const MESSAGE: About & { readonly member: string } = {
  member: 'messages',
  title: 'Message',
  meaning: 'A customer wrote; reactions, edits and revocations are messages with ids of their own.',
  identity: 'id',
  certainty: 'known',
  permission,
  personal: [...PERSON, 'messages'],
};

/** Of one group message there is one `read` per participant. */
const STATUS: About & { readonly member: string } = {
  member: 'statuses',
  title: 'Status',
  meaning: 'A message or call of the business was sent, delivered, read, played or failed.',
  identity: 'id, status, recipient_participant_id or recipient_id or recipient_user_id?',
  certainty: 'known',
  permission,
  personal: [...PERSON, 'statuses.recipient_id', 'statuses.biz_opaque_callback_data'],
};

/** @param what - what of the group changed */
function group(what: string): About & { readonly member: string } {
  return {
    member: 'groups',
    title: `Group: ${what}`,
    meaning: `A group of the business changed: ${what}.`,
    identity: 'group_id, type, timestamp, request_id?',
    certainty: 'likely',
    permission,
    personal: ['groups'],
  };
}

const historyIdentity: IdentityRule = ({ value }) => [
  textAt(value, 'metadata', 'phase'),
  textAt(value, 'metadata', 'chunk_order'),
  digestOf(messageIds(value)),
];

function messageIds(chunk: Json): Json | undefined {
  const threads = member(chunk, 'threads');
  return isArray(threads) ? threads.flatMap((thread) => listAt(thread, 'messages').map((message) => textAt(message, 'id') ?? null)) : undefined;
}

function listAt(value: Json, name: string): readonly Json[] {
  const list = member(value, name);
  return isArray(list) ? list : [];
}

/** Everything whose scope is a phone number: told by the lists in the value. */
export const WHATSAPP_MESSAGES = [
  element('messages', 'message', MESSAGE),
  element('messages', 'status', STATUS),
  changeOfKind('messages', 'errors', {
    title: 'Errors',
    meaning: 'Errors of no message. Meta gives neither id nor time.',
    identity: WEAK,
    certainty: 'known',
    when: (value) => isArray(member(value, 'errors')),
    permission,
  }),
  element('smb_message_echoes', 'echo', {
    member: 'message_echoes',
    title: 'Message echo',
    meaning: 'The business wrote from the WhatsApp Business app.',
    identity: 'id',
    certainty: 'known',
    permission,
    personal: [...PERSON, 'message_echoes'],
  }),
  element('calls', 'call', {
    member: 'calls',
    title: 'Call',
    meaning: 'A call connects or ended.',
    identity: 'id, event',
    certainty: 'known',
    permission,
    personal: [...PERSON, 'calls.from', 'calls.to', 'calls.session'],
  }),
  element('calls', 'status', STATUS),
  element('user_preferences', 'user_preference', {
    member: 'user_preferences',
    title: 'Preference',
    meaning: 'A customer stopped or resumed marketing messages.',
    identity: 'wa_id or user_id, category, value, timestamp',
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'user_preferences'],
  }),
  element('user_id_update', 'user_id_update', {
    member: 'user_id_update',
    title: 'User id',
    meaning: 'The business-scoped id of a customer changed.',
    identity: 'wa_id?, user_id.current or user_id, timestamp',
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'user_id_update'],
  }),
  element('smb_app_state_sync', 'state_sync', {
    member: 'state_sync',
    title: 'Contact synced',
    meaning: 'A contact in the address book of the WhatsApp Business app was added, changed or removed.',
    identity: 'type, action, contact.phone_number or contact.user_id, metadata.timestamp',
    certainty: 'likely',
    permission,
    personal: ['state_sync.contact'],
  }),
  element('history', 'history', {
    member: 'history',
    title: 'History',
    meaning: 'A chunk of the chats from before the number was connected; may be large.',
    identity: 'metadata.phase, metadata.chunk_order, digest(the ids of all messages)',
    identify: historyIdentity,
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'history'],
  }),
  element('history', 'message', { ...MESSAGE, title: 'History: media', meaning: 'The media of a message in the history.' }),
  element('group_participants_update', 'group', group('participants')),
  element('group_lifecycle_update', 'group', group('made or deleted')),
  element('group_settings_update', 'group', group('settings')),
  element('group_status_update', 'group', group('suspended or allowed again')),
] as const;
