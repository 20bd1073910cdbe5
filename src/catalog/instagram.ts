import type { CatalogObject } from './entry.ts';

export const instagram: CatalogObject = { object: 'instagram', title: 'Instagram', product: 'Instagram', entries: [] };
