import type { KnownMetaWebhookEvent } from '../../src/emit/meta-webhook-event.ts';
import { createObjectStore, type ObjectStore } from '../shared/object-store.ts';

/** Reads from whatever bucket it is told. */
const buckets = createObjectStore('');

/**
 * Gives an event's value, wherever it lies: one over 240 KB is in the receiver's bucket. The function needs
 * `onChange(…, { largeValues: true })` to read it there, which it can for 45 days.
 * @returns undefined where Meta sent the field's name only
 * @throws the S3 client's errors, e.g. AccessDenied
 * @default store S3
 */
export async function valueOf<E extends KnownMetaWebhookEvent>({ detail }: E, store: Pick<ObjectStore, 'get'> = buckets): Promise<E['detail']['value']> {
  if (detail.valueRef === undefined) return detail.value;
  return JSON.parse((await store.get(detail.valueRef)).toString()) as E['detail']['value'];
}
