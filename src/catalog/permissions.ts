import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

export const permissions = {
  object: 'permissions',
  title: 'Permissions',
  product: 'Facebook Login',
  entries: [
    // One field per permission's name, and `connected` and `bookmarked`.
    change('*', {
      title: 'Permission',
      meaning: 'A user granted or revoked the permission that the field names.',
      certainty: 'guessed',
      personal: ['target_ids'],
    }),
  ],
} as const satisfies CatalogObject;
