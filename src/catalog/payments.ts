import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

/**
 * Object of payments. Meta sends only the names of the fields: read the payment from the Graph API to see what
 * happened.
 */
export const payments = {
  object: 'payments',
  title: 'Payments',
  product: 'Facebook Payments',
  entries: [
    change('actions', {
      title: 'Payment action',
      meaning: 'A payment was charged, refunded, charged back or declined.',
      certainty: 'guessed',
    }),
    change('disputes', { title: 'Dispute', meaning: 'A payer disputes a payment.', certainty: 'guessed' }),
  ],
} as const satisfies CatalogObject;
