import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';

const certainty = 'likely';
const permission = 'catalog_management';

/** Meta's object `catalog`: catalogs of products. */
export const productCatalog = {
  object: 'catalog',
  title: 'Catalog',
  product: 'Commerce catalogs',
  entries: [
    change('items_batch', { title: 'Items', meaning: 'A batch of items was processed.', identity: 'handle, status', certainty, permission }),
    change('product_feed', {
      title: 'Product feed',
      meaning: 'A feed of products was fetched and processed.',
      identity: 'product_feed_id, status, entry.time',
      certainty,
      permission,
    }),
  ],
} as const satisfies CatalogObject;
