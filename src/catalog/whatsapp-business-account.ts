import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent } from './identity-rule.ts';
import { WHATSAPP_MESSAGES } from './whatsapp-messages.ts';
import { WHATSAPP_ROUTING } from './whatsapp-routing.ts';

const permission = 'whatsapp_business_management';

const TEMPLATES = [
  change('message_template_status_update', {
    title: 'Template status',
    meaning: 'A template was approved, rejected, paused, disabled…',
    certainty: 'likely',
    permission,
  }),
  change('message_template_quality_update', {
    title: 'Template quality',
    meaning: 'The quality score of a template changed.',
    certainty: 'likely',
    permission,
  }),
  change('message_template_components_update', {
    title: 'Template text',
    meaning: 'The components of a template changed.',
    certainty: 'likely',
    permission,
  }),
  change('template_category_update', {
    title: 'Template category',
    meaning: 'The category of a template changed or will change.',
    certainty: 'likely',
    permission,
  }),
];

const ACCOUNT = [
  change('account_update', {
    title: 'Account',
    meaning: 'Violation, restriction, verification, partner added or removed…',
    certainty: 'likely',
    permission,
  }),
  change('account_review_update', {
    title: 'Account review',
    meaning: 'The account was reviewed.',
    certainty: 'likely',
    permission,
  }),
  change('account_alerts', {
    title: 'Account alert',
    meaning: 'Messaging limits, official account, profile picture…',
    certainty: 'likely',
    permission,
  }),
  change('business_capability_update', {
    title: 'Limits',
    meaning: 'The limits of the business changed; -1 is unlimited.',
    certainty: 'likely',
    permission,
  }),
  change('phone_number_name_update', {
    title: 'Display name',
    meaning: 'The display name of a number was reviewed.',
    certainty: 'likely',
    permission,
  }),
  change('phone_number_quality_update', {
    title: 'Number quality',
    meaning: 'The throughput or messaging limit of a number changed.',
    certainty: 'likely',
    permission,
  }),
  change('security', {
    title: 'Security',
    meaning: 'The two-step PIN was changed, or its reset was requested.',
    certainty: 'likely',
    permission,
    personal: ['requester'],
  }),
];

const MORE = [
  change('flows', {
    title: 'Flow',
    meaning: 'A flow changed its state or its health.',
    certainty: 'guessed',
    permission,
  }),
  change('partner_solutions', {
    title: 'Partner solution',
    meaning: 'A multi-partner solution changed its state.',
    certainty: 'guessed',
    permission,
  }),
  change('payment_configuration_update', {
    title: 'Payment configuration',
    meaning: 'A payment configuration changed its state.',
    identity: byContent({
      needs: [['updated_timestamp', 'created_timestamp']],
      time: ['updated_timestamp', 'created_timestamp'],
      members: {
        configuration_name: true,
        provider_name: true,
        provider_mid: true,
        status: true,
        created_timestamp: true,
        updated_timestamp: true,
      },
    }),
    certainty: 'guessed',
    permission,
  }),
];

export const whatsappBusinessAccount = {
  object: 'whatsapp_business_account',
  title: 'WhatsApp Business Account',
  product: 'WhatsApp Business Platform',
  entries: [...WHATSAPP_MESSAGES, ...WHATSAPP_ROUTING, ...TEMPLATES, ...ACCOUNT, ...MORE],
} as const satisfies CatalogObject;
