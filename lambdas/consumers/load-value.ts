import type { ValueRef } from '../../src/events/event-reference.ts';
import type { KnownMetaWebhookEvent } from '../../src/events/meta-webhook-event.ts';
import { createObjectStore, type ObjectStore } from '../aws/object-store.ts';

/** Reads from the bucket in the event's reference. */
const buckets = createObjectStore('');

/**
 * Returns the value of an event. A value over 240 KB is in the receiver's bucket for 45 days; to read it, the function
 * needs `onChange(…, { largeValues: true })`.
 * @returns undefined if Meta sent only the name of the field
 * @throws errors of the S3 client, for example AccessDenied
 * @default store S3
 */
export async function loadValue<E extends KnownMetaWebhookEvent>(
  { detail }: E,
  store: Pick<ObjectStore, 'get'> = buckets,
): Promise<E['detail']['value']> {
  if (detail.valueRef === undefined) return detail.value;
  const stored: unknown = JSON.parse((await store.get(detail.valueRef)).toString());
  return getPart(stored, detail.valueRef);
}

/** Extracts this change from a stored value that several changes share: it is one element of a list. */
function getPart(value: unknown, { list, index }: Pick<ValueRef, 'list' | 'index'>): unknown {
  return list === undefined || index === undefined ? value : withOneElement(value, list.split('.'), index);
}

function withOneElement(value: unknown, [name = '', ...inner]: readonly string[], index: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const held = (value as Readonly<Record<string, unknown>>)[name];
  if (inner.length > 0) return { ...value, [name]: withOneElement(held, inner, index) };
  return { ...value, [name]: Array.isArray(held) ? [held[index] as unknown] : [held] };
}
