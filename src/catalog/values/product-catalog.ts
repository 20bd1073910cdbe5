import type { MetaId } from './shared.ts';

/** A batch of items was processed. */
export interface CatalogItemsBatchValue {
  readonly catalog_id?: MetaId;
  readonly handle: string;
  readonly status: string;
}

/** A feed of products was processed. */
export interface CatalogProductFeedValue {
  readonly catalog_id?: MetaId;
  readonly product_feed_id: MetaId;
  readonly status: string;
}

export interface ProductCatalogValues {
  readonly items_batch: CatalogItemsBatchValue;
  readonly product_feed: CatalogProductFeedValue;
}
