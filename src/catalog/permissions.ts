import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

export const permissions = {
  object: 'permissions',
  title: 'Permissions',
  product: 'Facebook Login',
  entries: [
    // Each permission is one field; `connected` and `bookmarked` are fields too.
    change('*', {
      title: 'Permission',
      meaning: 'A user granted or revoked the permission that the field names.',
      certainty: 'guessed',
      personal: ['target_ids'],
    }),
  ],
} as const satisfies CatalogObject;
