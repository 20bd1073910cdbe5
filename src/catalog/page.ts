import type { CatalogObject } from './entry.ts';

export const page: CatalogObject = { object: 'page', title: 'Page', product: 'Page', entries: [] };
