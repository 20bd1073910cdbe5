import type { Change } from './change.ts';

/**
 * Counts equal weak changes of one body apart: Meta does not repeat a change inside a body, so two equal ones are two.
 * The first stays as it is, each further one gets its number. Changes with an identity of their own are left alone.
 */
export function numberEqualWeakChanges(changes: readonly Change[]): readonly Change[] {
  const seen = new Map<string, number>();
  return changes.map((change) => {
    const { object, kind, entryTime, identity } = change;
    // An id tells one from another, also under the Test button, whose identities are weak.
    if (!identity.weak || identity.id !== undefined) return change;
    const { field, scope, content } = identity;
    const key = JSON.stringify([object, field, kind, scope, content, entryTime]);
    const n = (seen.get(key) ?? 0) + 1;
    seen.set(key, n);
    return n === 1 ? change : { ...change, identity: { ...identity, n } };
  });
}
