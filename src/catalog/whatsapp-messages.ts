import { isArray, member, type Json } from '../json/json.ts';
import { changeOfKind, element, type EntrySpec } from './define.ts';
import { byContent, weak } from './identity-rule.ts';
import { BY_WAMID, CALL_MEMBERS, GROUP_MEMBERS, MEDIA, STATUS_IDENTITY, TIME } from './whatsapp-identity.ts';

const permission = 'whatsapp_business_messaging';
const PERSON = ['contacts'];
const MESSAGE: EntrySpec & { readonly member: string } = {
  member: 'messages',
  title: 'Message',
  meaning: 'A customer wrote. Reactions, edits and revocations are messages with their own ids.',
  identity: BY_WAMID,
  certainty: 'known',
  permission,
  personal: [...PERSON, 'messages'],
};

/** Status of a message or call. For one group message there is one `read` per participant. */
const STATUS: EntrySpec & { readonly member: string } = {
  member: 'statuses',
  title: 'Status',
  meaning: 'A message or call of the business was sent, delivered, read, played or failed.',
  identity: STATUS_IDENTITY,
  certainty: 'known',
  permission,
  personal: [...PERSON, 'statuses.recipient_id', 'statuses.biz_opaque_callback_data'],
};

const ECHO: EntrySpec & { readonly member: string } = {
  member: 'message_echoes',
  title: 'Message echo',
  meaning: 'The business wrote from the WhatsApp Business app.',
  identity: BY_WAMID,
  certainty: 'known',
  permission,
  personal: [...PERSON, 'message_echoes'],
};

const ERRORS: EntrySpec = {
  title: 'Errors',
  meaning: 'Errors that do not belong to a message. Meta sends neither an id nor a time.',
  identity: weak({ because: 'neither an id nor a time is sent' }),
  certainty: 'known',
  when: (value: Json) => isArray(member(value, 'errors')),
  permission,
};

/** Defines a change of a group. @param what - the changed part of the group */
function group(what: string): EntrySpec & { readonly member: string } {
  return {
    member: 'groups',
    title: `Group: ${what}`,
    meaning: `A group of the business changed: ${what}.`,
    identity: byContent({ needs: [TIME], members: GROUP_MEMBERS, time: TIME }),
    certainty: 'likely',
    permission,
    personal: ['groups'],
  };
}

/** Entries whose scope is a phone number. The list in the value determines the kind. */
export const WHATSAPP_MESSAGES = [
  element('messages', 'message', MESSAGE),
  element('messages', 'status', STATUS),
  changeOfKind('messages', 'errors', ERRORS),
  changeOfKind('calls', 'errors', { ...ERRORS, title: 'Errors of calls' }),
  element('smb_message_echoes', 'echo', ECHO),
  element('message_echoes', 'echo', { ...ECHO, meaning: 'The business wrote, from another app.' }),
  element('calls', 'call', {
    member: 'calls',
    title: 'Call',
    meaning: 'A call connects or ended.',
    identity: byContent({
      needs: [['id'], ['event']],
      time: TIME,
      volatile: ['call_recording.audio.url', 'call_transcript.document.url'].map((path) => ({
        path,
        because: 'a link with a new signature at each attempt; the file has an id',
      })),
      members: CALL_MEMBERS,
    }),
    certainty: 'known',
    permission,
    personal: [...PERSON, 'calls.from', 'calls.to', 'calls.session'],
  }),
  element('calls', 'status', STATUS),
  element('user_preferences', 'user_preference', {
    member: 'user_preferences',
    title: 'Preference',
    meaning: 'A customer stopped or resumed marketing messages.',
    identity: byContent({
      needs: [TIME, ['user_id', 'wa_id']],
      time: TIME,
      members: {
        wa_id: true,
        user_id: true,
        parent_user_id: true,
        category: true,
        value: true,
        detail: true,
        timestamp: true,
        signup_id: true,
      },
    }),
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'user_preferences'],
  }),
  element('user_id_update', 'user_id_update', {
    member: 'user_id_update',
    title: 'User id',
    meaning: 'The business-scoped id of a customer changed.',
    identity: byContent({
      needs: [TIME],
      time: TIME,
      members: { wa_id: true, user_id: true, parent_user_id: true, detail: true, timestamp: true },
    }),
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'user_id_update'],
  }),
  element('smb_app_state_sync', 'state_sync', {
    member: 'state_sync',
    title: 'Contact synced',
    meaning: 'A contact in the address book of the WhatsApp Business app was added, changed or removed.',
    identity: byContent({
      needs: [['metadata.timestamp']],
      time: ['metadata.timestamp'],
      members: { type: true, action: true, contact: true, metadata: { timestamp: true, version: true } },
    }),
    certainty: 'likely',
    permission,
    personal: ['state_sync.contact'],
  }),
  element('history', 'history', {
    member: 'history',
    title: 'History',
    meaning: 'A chunk of the chats from the time before the number was connected; may be large.',
    identity: byContent({
      needs: [['metadata.phase']],
      volatile: [
        { path: 'metadata.progress', because: 'counted from the start at each attempt' },
        { path: 'threads.*.messages.*.history_context', because: 'the state of an old message when Meta sent it' },
        ...MEDIA.map((name) => ({
          path: `threads.*.messages.*.${name}.url`,
          because: 'a link with a new signature at each attempt; the file has an id',
        })),
      ],
      members: { metadata: { phase: true, chunk_order: true, progress: true }, threads: true, errors: true },
    }),
    certainty: 'likely',
    permission,
    personal: [...PERSON, 'history'],
  }),
  element('history', 'message', {
    ...MESSAGE,
    title: 'History: media',
    meaning: 'The media of a message in the history.',
  }),
  element('history', 'echo', {
    ...ECHO,
    title: 'History: media sent',
    meaning: 'The media of a message of the business in the history.',
  }),
  element('group_participants_update', 'group', group('participants')),
  element('group_participant_update', 'group', group('participants, with another spelling of the field')),
  element('group_lifecycle_update', 'group', group('made or deleted')),
  element('group_settings_update', 'group', group('settings')),
  element('group_status_update', 'group', group('suspended or allowed again')),
] as const;
