import type { CatalogObject } from './entry.ts';
import { PAGE_CHANGES } from './page-changes.ts';
import { PAGE_EVENTS } from './page-messaging.ts';

export const page = {
  object: 'page',
  title: 'Page',
  product: 'Facebook Pages and Messenger',
  entries: [...PAGE_CHANGES, ...PAGE_EVENTS],
} as const satisfies CatalogObject;
