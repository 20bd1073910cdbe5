// Public exports for consumers of the bus: the types of events and values, and functions that tell them apart.
export { idToString } from './id-to-string.ts';
export { EVENT_SOURCE, type ArchiveRef, type ValueRef } from './event-reference.ts';
export {
  isKnownEvent,
  isMetaWebhookEvent,
  isOfType,
  type BridgeEvent,
  type KnownMetaWebhookEvent,
  type MetaWebhookDetail,
  type MetaWebhookDetailType,
  type MetaWebhookEvent,
  type MetaWebhookEventOf,
  type UnknownMetaWebhookEvent,
} from './meta-webhook-event.ts';
export type { Values } from '../catalog/values/values.ts';
export type * from '../catalog/values/ad-account.ts';
export type * from '../catalog/values/application.ts';
export type * from '../catalog/values/certificate-transparency.ts';
export type * from '../catalog/values/instagram.ts';
export type * from '../catalog/values/messaging.ts';
export type * from '../catalog/values/page.ts';
export type * from '../catalog/values/payments.ts';
export type * from '../catalog/values/permissions.ts';
export type * from '../catalog/values/product-catalog.ts';
export type * from '../catalog/values/shared.ts';
export type * from '../catalog/values/threads.ts';
export type * from '../catalog/values/user.ts';
export type * from '../catalog/values/whatsapp-business-account.ts';
export type * from '../catalog/values/whatsapp-messages.ts';
export type * from '../catalog/values/whatsapp-routing.ts';
