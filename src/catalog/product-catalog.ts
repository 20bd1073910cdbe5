import { change } from './define.ts';
import type { CatalogObject } from './entry.ts';
import { byContent } from './identity-rule.ts';
import type { CatalogItemsBatchValue } from './values/product-catalog.ts';

const certainty = 'likely';
const permission = 'catalog_management';

/** Meta's object `catalog`: catalogs of products. */
export const productCatalog = {
  object: 'catalog',
  title: 'Catalog',
  product: 'Commerce catalogs',
  entries: [
    change('items_batch', {
      title: 'Items',
      meaning: 'A batch of items was processed.',
      identity: byContent<CatalogItemsBatchValue>({
        needs: [['handle'], ['status']],
        members: { catalog_id: true, handle: true, status: true },
      }),
      certainty,
      permission,
    }),
    change('product_feed', {
      title: 'Product feed',
      meaning: 'A feed of products was fetched and processed.',
      certainty,
      permission,
    }),
  ],
} as const satisfies CatalogObject;
