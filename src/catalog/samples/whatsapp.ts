import type { WhatsAppAccountValues } from '../values/whatsapp-business-account.ts';
import type {
  WhatsAppGroupValue,
  WhatsAppMessageValues,
  WhatsAppErrorsValue,
  WhatsAppStatusValue,
} from '../values/whatsapp-messages.ts';
import type { SamplesOf, Stamp } from './stamp.ts';
import { contacts, CUSTOMER, head, NUMBER, text, wamid } from './whatsapp-head.ts';

function status(of: string): (stamp: Stamp) => WhatsAppStatusValue {
  return (s) => ({
    ...head,
    statuses: [{ id: wamid(s), status: of, timestamp: String(s.seconds), recipient_id: CUSTOMER }],
  });
}

function group(type: string): (stamp: Stamp) => WhatsAppGroupValue {
  return (s) => ({
    ...head,
    groups: [{ timestamp: String(s.seconds), group_id: '120360000000000001', type, request_id: s.id('REQ0001') }],
  });
}

const errors = (s: Stamp): WhatsAppErrorsValue => ({
  ...head,
  errors: [{ code: 130429, title: 'Rate limit hit', error_data: { details: `Sample ${s.id('0001')}.` } }],
});

export const WHATSAPP_MESSAGE_SAMPLES: SamplesOf<WhatsAppMessageValues> = {
  'messages message': (s) => ({ ...head, contacts, messages: [text(s)] }),
  'messages status': status('delivered'),
  'messages errors': errors,
  'calls errors': errors,
  'smb_message_echoes echo': (s) => ({ ...head, message_echoes: [{ ...text(s), from: NUMBER, to: CUSTOMER }] }),
  'calls call': (s) => ({
    ...head,
    contacts,
    calls: [
      {
        id: s.id('wacid.sample0001'),
        from: CUSTOMER,
        to: NUMBER,
        event: 'connect',
        timestamp: String(s.seconds),
        direction: 'USER_INITIATED',
        session: { sdp: 'v=0 sample', sdp_type: 'offer' },
      },
    ],
  }),
  'calls status': status('RINGING'),
  'user_preferences user_preference': (s) => ({
    ...head,
    contacts,
    user_preferences: [{ wa_id: CUSTOMER, category: 'marketing_messages', value: 'stop', timestamp: s.seconds }],
  }),
  user_id_update: (s) => ({
    ...head,
    user_id_update: [
      {
        wa_id: CUSTOMER,
        user_id: { previous: 'FR.1', current: s.id('FR.10000000000000000001') },
        timestamp: String(s.seconds),
      },
    ],
  }),
  'smb_app_state_sync state_sync': (s) => ({
    ...head,
    state_sync: [
      {
        type: 'contact',
        contact: { full_name: 'Paul Sample', first_name: 'Paul', phone_number: '15550100002' },
        action: 'add',
        metadata: { timestamp: String(s.seconds) },
      },
    ],
  }),
  history: (s) => ({
    ...head,
    history: [
      {
        metadata: { phase: 1, chunk_order: 2, progress: 55 },
        threads: [{ id: CUSTOMER, messages: [{ ...text(s), history_context: { status: 'read' } }] }],
      },
    ],
  }),
  'history message': (s) => ({
    ...head,
    contacts,
    messages: [
      {
        from: CUSTOMER,
        id: wamid(s),
        timestamp: String(s.seconds),
        type: 'image',
        image: { id: '3400000000000001', mime_type: 'image/jpeg' },
      },
    ],
  }),
  'group_participants_update group': group('group_participants_add'),
  'group_participant_update group': group('group_add_participants'),
  'group_lifecycle_update group': group('group_create'),
  'group_settings_update group': group('group_settings_update'),
  'group_status_update group': group('group_suspend'),
};

const template = (
  s: Stamp,
): { message_template_id: number; message_template_name: string; message_template_language: string } => ({
  message_template_id: Number(s.id('168900000000081')),
  message_template_name: 'order_ready',
  message_template_language: 'fr',
});

export const WHATSAPP_ACCOUNT_SAMPLES: SamplesOf<WhatsAppAccountValues> = {
  message_template_status_update: (s) => ({
    event: 'APPROVED',
    ...template(s),
    reason: 'NONE',
    message_template_category: 'UTILITY',
  }),
  message_template_quality_update: (s) => ({
    previous_quality_score: 'GREEN',
    new_quality_score: 'YELLOW',
    ...template(s),
  }),
  message_template_components_update: (s) => ({ ...template(s), message_template_element: 'Bonjour {{1}}' }),
  template_category_update: (s) => ({ ...template(s), previous_category: 'UTILITY', new_category: 'MARKETING' }),
  account_update: () => ({ event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SPAM' } }),
  account_review_update: () => ({ decision: 'APPROVED' }),
  account_alerts: () => ({
    entity_type: 'PHONE_NUMBER',
    entity_id: '106000000000071',
    alert_info: {
      alert_severity: 'INFORMATIONAL',
      alert_status: 'NONE',
      alert_type: 'OBA_APPROVED',
      alert_description: 'Sample.',
    },
  }),
  business_capability_update: () => ({
    max_daily_conversations_per_business: -1,
    max_phone_numbers_per_business: 20,
    max_phone_numbers_per_waba: 20,
  }),
  phone_number_name_update: () => ({
    display_phone_number: NUMBER,
    decision: 'APPROVED',
    requested_verified_name: 'Fixture Bakery',
    rejection_reason: null,
  }),
  phone_number_quality_update: () => ({
    display_phone_number: NUMBER,
    event: 'THROUGHPUT_UPGRADE',
    current_limit: 'TIER_UNLIMITED',
  }),
  security: (s) => ({ display_phone_number: NUMBER, event: 'PIN_CHANGED', requester: s.id('61500000000001') }),
  flows: (s) => ({
    event: 'FLOW_STATUS_CHANGE',
    flow_id: s.id('640000000000001'),
    old_status: 'DRAFT',
    new_status: 'PUBLISHED',
  }),
  partner_solutions: (s) => ({
    event: 'SOLUTION_CREATED',
    solution_id: s.id('650000000000001'),
    solution_status: 'INITIATED',
  }),
  payment_configuration_update: (s) => ({
    configuration_name: s.id('shop-0001'),
    status: 'Active',
    updated_timestamp: s.seconds,
  }),
};
