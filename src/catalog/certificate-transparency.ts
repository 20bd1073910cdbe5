import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

export const certificateTransparency = {
  object: 'certificate_transparency',
  title: 'Certificate transparency',
  product: 'Certificate Transparency Monitoring',
  entries: [
    change('certificate', {
      title: 'Certificate',
      meaning: 'A certificate was issued for a watched domain.',
      certainty: 'guessed',
    }),
    change('phishing', {
      title: 'Phishing',
      meaning: 'A certificate was issued for a domain that imitates a watched one.',
      certainty: 'guessed',
    }),
  ],
} as const satisfies CatalogObject;
