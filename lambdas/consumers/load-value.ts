import type { ValueRef } from '../../src/events/event-reference.ts';
import type { KnownMetaWebhookEvent } from '../../src/events/meta-webhook-event.ts';
import { createObjectStore, type ObjectStore } from '../aws/object-store.ts';

/** Reads from whatever bucket it is told. */
const buckets = createObjectStore('');

/**
 * Gives an event's value, wherever it lies: one over 240 KB is in the receiver's bucket. The function needs
 * `onChange(…, { largeValues: true })` to read it there, which it can for 45 days.
 * @returns undefined where Meta sent the field's name only
 * @throws the S3 client's errors, e.g. AccessDenied
 * @default store S3
 */
export async function loadValue<E extends KnownMetaWebhookEvent>(
  { detail }: E,
  store: Pick<ObjectStore, 'get'> = buckets,
): Promise<E['detail']['value']> {
  if (detail.valueRef === undefined) return detail.value;
  const stored: unknown = JSON.parse((await store.get(detail.valueRef)).toString());
  return partOf(stored, detail.valueRef);
}

/** Of a value that several changes share, the receiver stores the whole: this change is one element of a list in it. */
function partOf(value: unknown, { list, index }: Pick<ValueRef, 'list' | 'index'>): unknown {
  return list === undefined || index === undefined ? value : withOneElement(value, list.split('.'), index);
}

function withOneElement(value: unknown, [name = '', ...inner]: readonly string[], index: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const held = (value as Readonly<Record<string, unknown>>)[name];
  if (inner.length > 0) return { ...value, [name]: withOneElement(held, inner, index) };
  return { ...value, [name]: Array.isArray(held) ? [held[index] as unknown] : [held] };
}
