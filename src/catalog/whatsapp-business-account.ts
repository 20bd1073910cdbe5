import type { CatalogObject } from './entry.ts';

export const whatsappBusinessAccount: CatalogObject = { object: 'whatsapp_business_account', title: 'WhatsApp Business Account', product: 'WhatsApp Business Account', entries: [] };
