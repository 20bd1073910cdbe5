import type { Json } from '../json/json.ts';

/**
 * The object of what `setup` and `doctor` send through a deployed receiver. Meta has none of that name, so no rule for
 * an object or field of Meta's catches it, and it does not count as unknown.
 */
export const CHECK_OBJECT = 'meta_webhooks';
/** Its only field: the detail-type is `meta_webhooks.round_trip`. */
export const CHECK_FIELD = 'round_trip';

/**
 * Makes a body that comes out as one event and tells nobody anything. Its entry has the id of the dashboard's Test
 * button, `0`, so that consumers that pass over tests pass over it too, and it is never a duplicate.
 * @param id - to know it again by
 */
export function endToEndCheckBody(id: string, nowMs: number): Json {
  return {
    object: CHECK_OBJECT,
    entry: [{ id: '0', time: Math.floor(nowMs / 1000), changes: [{ field: CHECK_FIELD, value: { id } }] }],
  };
}
