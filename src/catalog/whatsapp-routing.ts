import { change, element, type EntrySpec } from './define.ts';
import { byContent, weak } from './identity-rule.ts';
import { BY_WAMID, STATUS_IDENTITY } from './whatsapp-identity.ts';

const permission = 'whatsapp_business_messaging';
const TIME = ['timestamp'];
const PERSON = ['contacts'];

/** Elements of conversations that another app handles. Their lists are in the member `standby` of the value. */
const STANDBY = [
  element('standby', 'standby.message', {
    member: 'messages',
    title: 'Standby: message',
    meaning: 'A customer wrote in a conversation that another app or an agent of Meta handles.',
    identity: BY_WAMID,
    certainty: 'known',
    permission,
    personal: [...PERSON, 'messages'],
  }),
  element('standby', 'standby.status', {
    member: 'statuses',
    title: 'Standby: status',
    meaning: 'A message in a conversation that another app handles was sent, delivered, read or failed.',
    identity: STATUS_IDENTITY,
    certainty: 'known',
    permission,
    personal: [...PERSON, 'statuses.recipient_id'],
  }),
  element('standby', 'standby.echo', {
    member: 'message_echoes',
    title: 'Standby: message echo',
    meaning: 'Another app wrote; `message` contains its request.',
    identity: BY_WAMID,
    certainty: 'known',
    permission,
    personal: [...PERSON, 'message_echoes'],
  }),
] as const;

const EVENT: EntrySpec & { readonly member: string } = {
  member: 'automatic_events',
  title: 'Automatic event',
  meaning: 'Meta detected a purchase or lead in a chat.',
  identity: byContent({
    needs: [TIME],
    time: TIME,
    members: { id: true, event_name: true, timestamp: true, ctwa_clid: true, custom_data: true },
  }),
  certainty: 'known',
  permission,
  personal: ['automatic_events'],
};

const EVENTS = [
  element('automatic_events', 'automatic_events', EVENT),
  element('tracking_events', 'tracking_events', {
    ...EVENT,
    member: 'events',
    onlyField: true,
    title: 'Tracking event',
    meaning: 'A tracked event of a marketing message.',
    identity: byContent({
      needs: [TIME],
      time: TIME,
      members: { id: true, event_name: true, timestamp: true, tracking_data: true },
    }),
    certainty: 'likely',
    personal: ['events.tracking_data'],
  }),
  element('messages', 'user_action', {
    member: 'user_actions',
    title: 'User action',
    meaning: 'A customer followed a link in a marketing message.',
    identity: byContent({
      needs: [TIME],
      time: TIME,
      members: { timestamp: true, action_type: true, marketing_messages_link_click_data: true },
    }),
    certainty: 'known',
    permission,
    personal: ['user_actions'],
  }),
] as const;

const CONTROL = {
  previous_owner_app_id: true,
  previous_owner_role: true,
  new_owner_role: true,
  metadata: true,
  conversation_context: true,
} as const;

const CHANGES = [
  change('messaging_handovers', {
    title: 'Conversation handed over',
    meaning: 'The control of a conversation was passed to another app or role, or taken.',
    identity: byContent({
      needs: [TIME],
      time: TIME,
      members: {
        messaging_product: true,
        sender: true,
        recipient: true,
        timestamp: true,
        type: true,
        control_passed: CONTROL,
        control_taken: CONTROL,
      },
    }),
    certainty: 'known',
    permission,
    personal: ['sender', 'control_passed.conversation_context'],
  }),
  change('account_settings_update', {
    title: 'Settings',
    meaning: 'The settings of a number changed, such as those of calls.',
    identity: byContent({
      needs: [TIME],
      time: TIME,
      members: { messaging_product: true, timestamp: true, type: true, phone_number_settings: true },
    }),
    certainty: 'known',
    permission: 'whatsapp_business_management',
  }),
  change('business_username_updates', {
    title: 'Username',
    meaning: 'The username of the business was approved, reserved or deleted.',
    identity: weak({ because: 'a username may be approved, deleted and approved again' }),
    certainty: 'known',
    permission: 'whatsapp_business_management',
  }),
  change('business_username_update', {
    title: 'Username (old name)',
    meaning: 'The username of the business changed. Older documents misspelled the field.',
    certainty: 'guessed',
    permission: 'whatsapp_business_management',
    historic: true,
  }),
  change('template_correct_category_detection', {
    title: 'Template category to correct',
    meaning: 'Meta detected that another category fits a template.',
    certainty: 'known',
    permission: 'whatsapp_business_management',
  }),
  change('business_status_update', {
    title: 'Business status',
    meaning: 'The status of the business changed. Meta documents no payload.',
    certainty: 'guessed',
    permission: 'whatsapp_business_management',
  }),
] as const;

/**
 * Entries of fields from 2025 and 2026: conversations shared with other apps, events of marketing messages, settings.
 */
export const WHATSAPP_ROUTING = [...STANDBY, ...EVENTS, ...CHANGES] as const;
