import type { WhatsAppContact, WhatsAppMessage, WhatsAppNumberValue } from '../values/whatsapp-messages.ts';
import type { Stamp } from './stamp.ts';

/** Phone number of the business. */
export const NUMBER = '15550100071';
/** Phone number of a customer. */
export const CUSTOMER = '15550100001';
/** Members of every value of a phone number. */
export const head: WhatsAppNumberValue = {
  messaging_product: 'whatsapp',
  metadata: { display_phone_number: NUMBER, phone_number_id: '106000000000071' },
};
export const contacts: readonly WhatsAppContact[] = [{ profile: { name: 'Odile Test' }, wa_id: CUSTOMER }];
export const wamid = (s: Stamp): string => s.id('wamid.HBgLMTU1NTAxMDAwMDEVAgASGBQzQTAwMDAw0001==');
/** Creates a message of the customer. */
export const text = (s: Stamp): WhatsAppMessage => ({
  from: CUSTOMER,
  id: wamid(s),
  timestamp: String(s.seconds),
  type: 'text',
  text: { body: 'Hello, do you deliver?' },
});
