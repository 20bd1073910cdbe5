import type { Change } from './change.ts';

/**
 * Numbers equal weak changes of one body. Meta does not repeat a change within a body, so equal changes are different
 * ones. The first gets no number. Changes with an id or a strong identity get none.
 */
export function numberEqualWeakChanges(changes: readonly Change[]): readonly Change[] {
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const { object, kind, entryTime, identity } = change;
    // An id distinguishes changes even if they come from the Test button, which makes their identities weak.
    if (!identity.weak || identity.id !== undefined) return change;
    const { field, scope, content } = identity;
    const key = JSON.stringify([object, field, kind, scope, content, entryTime]);
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return n === 1 ? change : { ...change, identity: { ...identity, n } };
  });
}
