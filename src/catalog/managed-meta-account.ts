import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

/**
 * Part of Meta's index of objects since Graph API v26. Neither its fields nor a payload are public, so any field is
 * valid.
 */
export const managedMetaAccount = {
  object: 'managed_meta_account',
  title: 'Managed Meta account',
  product: 'Meta accounts managed by a business',
  entries: [
    change('*', {
      title: 'Managed account',
      meaning: 'A managed account changed. Meta documents no payload.',
      certainty: 'guessed',
    }),
  ],
} as const satisfies CatalogObject;
