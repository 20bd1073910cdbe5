/* eslint-disable complexity, @typescript-eslint/no-unused-expressions -- nothing here is run */
// Checked by tsc: what an editor knows of an event once its detail-type and kind are compared.
import {
  isKnownEvent,
  isOfType,
  type InstagramCommentValue,
  type KnownMetaWebhookEvent,
  type MessageDeletedEvent,
  type MessageEvent,
  type MetaWebhookDetailType,
  type MetaWebhookEvent,
  type MetaWebhookEventOf,
  type PageFeedValue,
  type PermissionValue,
  type UnknownMetaWebhookEvent,
  type WhatsAppErrorsValue,
  type WhatsAppMessageValue,
  type WhatsAppRoutingValues,
  type WhatsAppStatusValue,
} from 'meta-webhooks-aws/events';
import { expectType } from './expect.ts';

export function aDetailTypeNarrowsTheValue(event: MetaWebhookEvent): void {
  if (event['detail-type'] === 'instagram.comments') {
    expectType<InstagramCommentValue | undefined>()(event.detail.value);
    expectType<'comments'>()(event.detail.kind);
    // @ts-expect-error -- a value may be absent: only the field's name was sent, or it was too large
    event.detail.value.text;
    // @ts-expect-error -- a comment has no such member
    event.detail.value?.mid;
  }
  if (event['detail-type'] === 'page.feed') {
    expectType<PageFeedValue | undefined>()(event.detail.value);
  }
}

export function aKindNarrowsFurther(event: MetaWebhookEvent): void {
  if (event['detail-type'] !== 'whatsapp_business_account.messages') return;
  expectType<'message' | 'status' | 'errors' | 'user_action'>()(event.detail.kind);
  expectType<
    | WhatsAppMessageValue
    | WhatsAppStatusValue
    | WhatsAppErrorsValue
    | WhatsAppRoutingValues['messages user_action']
    | undefined
  >()(event.detail.value);
  if (event.detail.kind === 'status') {
    expectType<WhatsAppStatusValue | undefined>()(event.detail.value);
    // @ts-expect-error -- since 2026 the phone number may be missing
    event.detail.value?.statuses[0].recipient_id.length;
    // @ts-expect-error -- a value holds one status
    event.detail.value?.statuses[1];
  }
  if (event.detail.kind === 'message') {
    expectType<string | undefined>()(event.detail.value?.messages[0].from_user_id);
    // @ts-expect-error -- since 2026 the phone number may be missing
    event.detail.value?.messages[0].from.length;
  }
}

export function aSwitchCoversWhatItNames(event: MetaWebhookEvent): string | undefined {
  switch (event['detail-type']) {
    case 'page.messages':
      expectType<MessageEvent | MessageDeletedEvent | undefined>()(event.detail.value);
      return event.detail.value?.message.mid;
    case 'page.standby':
      return event.detail.kind === 'standby.message' ? event.detail.value?.message.text : undefined;
    case 'threads.delete':
      return event.detail.value?.deleted_at;
    // @ts-expect-error -- there is no such field
    case 'instagram.commments':
      return '';
    default:
      return event.detail.id;
  }
}

export function everyPermissionIsAFieldOfItsOwn(event: MetaWebhookEvent): void {
  if (event['detail-type'] === 'permissions.instagram_basic') {
    expectType<PermissionValue | undefined>()(event.detail.value);
  }
}

export function onePermissionHasAnEvent(event: MetaWebhookEventOf<'permissions.instagram_basic'>): void {
  expectType<PermissionValue | undefined>()(event.detail.value);
}

export function anUnknownEventHasAnUnknownValue(event: MetaWebhookEvent): void {
  if (isKnownEvent(event)) {
    expectType<KnownMetaWebhookEvent>()(event);
    return;
  }
  expectType<UnknownMetaWebhookEvent>()(event);
  expectType<unknown>()(event.detail.value);
}

export function aGuardNarrowsAList(events: readonly MetaWebhookEvent[]): readonly MetaWebhookEventOf<'page.leadgen'>[] {
  // @ts-expect-error -- no such detail-type
  events.filter((event) => isOfType(event, 'page.leads'));
  return events.filter((event) => isOfType(event, 'page.leadgen'));
}

export function aDetailTypeIsOneOfTheCatalog(payment: Extract<MetaWebhookDetailType, `payments.${string}`>): void {
  expectType<'payments.actions' | 'payments.disputes'>()(payment);
}
