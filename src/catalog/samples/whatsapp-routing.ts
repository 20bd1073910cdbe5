import type { WhatsAppRoutingValues } from '../values/whatsapp-routing.ts';
import type { SamplesOf, Stamp } from './stamp.ts';
import { contacts, CUSTOMER, head, NUMBER, text } from './whatsapp-head.ts';

const echo = (s: Stamp) => ({ ...head, message_echoes: [{ ...text(s), from: NUMBER, to: CUSTOMER }] as const });
const username = (s: Stamp) => ({
  display_phone_number: NUMBER,
  username: s.id('fixture.bakery.0001'),
  status: 'approved',
});

export const WHATSAPP_ROUTING_SAMPLES: SamplesOf<WhatsAppRoutingValues> = {
  'standby standby.message': (s) => ({ ...head, standby: { contacts, messages: [text(s)] } }),
  'standby standby.status': (s) => ({
    ...head,
    standby: {
      statuses: [{ id: text(s).id, status: 'delivered', timestamp: String(s.seconds), recipient_id: CUSTOMER }],
    },
  }),
  'standby standby.echo': (s) => ({
    ...head,
    standby: {
      message_echoes: [
        {
          id: text(s).id,
          timestamp: String(s.seconds),
          message: { to: CUSTOMER, type: 'text', text: { body: 'An answer of an agent.' } },
        },
      ],
    },
  }),
  automatic_events: (s) => ({
    ...head,
    automatic_events: [{ id: s.id('wamid.sample0002'), event_name: 'LeadSubmitted', timestamp: s.seconds }],
  }),
  tracking_events: (s) => ({
    ...head,
    events: [
      {
        event_name: 'sent',
        timestamp: s.seconds,
        tracking_data: { click_id: s.id('clk-0001'), tracking_token: 'sample-token' },
      },
    ],
  }),
  'messages user_action': (s) => ({
    ...head,
    contacts,
    user_actions: [
      {
        timestamp: String(s.seconds),
        action_type: 'marketing_messages_link_click',
        marketing_messages_link_click_data: { click_id: s.id('clk-0002') },
      },
    ],
  }),
  'message_echoes echo': echo,
  'history echo': echo,
  messaging_handovers: (s) => ({
    messaging_product: 'whatsapp',
    sender: { phone_number: CUSTOMER },
    recipient: head.metadata,
    timestamp: String(s.seconds),
    type: 'control_passed',
    control_passed: { previous_owner_role: 'ai_agent', new_owner_role: 'escalation', metadata: s.id('case-0001') },
  }),
  account_settings_update: (s) => ({
    messaging_product: 'whatsapp',
    timestamp: String(s.seconds),
    type: 'phone_number_settings',
    phone_number_settings: { phone_number_id: head.metadata.phone_number_id, calling: { status: 'ENABLED' } },
  }),
  business_username_updates: username,
  business_username_update: username,
  template_correct_category_detection: (s) => ({
    message_template_id: Number(s.id('168900000000081')),
    message_template_name: 'order_ready',
    message_template_language: 'fr',
    category: 'UTILITY',
    correct_category: 'MARKETING',
  }),
  business_status_update: (s) => ({ event: s.id('ACCOUNT_RESTRICTION_0001') }),
};
