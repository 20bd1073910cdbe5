import type { Json } from '../json/json.ts';

/**
 * Object of the changes that `setup` and `doctor` send through a deployed receiver. Meta has no object of this name, so
 * no rule for one of Meta's objects matches it, and it does not count as unknown.
 */
export const CHECK_OBJECT = 'meta_webhooks';
/** The only field of the check. The detail-type is `meta_webhooks.round_trip`. */
export const CHECK_FIELD = 'round_trip';

/**
 * Creates a body that produces one event for the check. Its entry has the id of the dashboard's Test button, `0`, so
 * that consumers that ignore tests ignore it too. It is never a duplicate.
 * @param id - identifies the event
 */
export function endToEndCheckBody(id: string, nowMs: number): Json {
  return {
    object: CHECK_OBJECT,
    entry: [{ id: '0', time: Math.floor(nowMs / 1000), changes: [{ field: CHECK_FIELD, value: { id } }] }],
  };
}
