import { SENT_AT, type IdentityMember, type IdentityRule, type Occurrence } from '../catalog/entry.ts';
import { WEAK_RULE } from '../catalog/rule.ts';
import { digest } from './canonical-json.ts';
import type { Identity } from './change.ts';
import { member, textAt } from './json.ts';

/** The entry id under which the dashboard's Test button sends, with the same constants at every press. */
const DASHBOARD_TEST = '0';

/** Only the field's name was sent: the time is all that tells two of them apart. */
export const FIELD_NAME_RULE: IdentityRule = () => ['changed_fields', SENT_AT];

/** A change with neither a value nor, mostly, a verb. */
export const NO_VALUE_RULE: IdentityRule = ({ verb }) => [verb ?? 'no-value', SENT_AT];

/**
 * A messaging event of which nobody knows what it tells: its sender and time, and what it says.
 * @param names - the event's members besides sender, recipient and timestamp
 */
export function unknownEventRule(names: readonly string[]): IdentityRule {
  return ({ value: event }) => {
    const timestamp = textAt(event, 'timestamp');
    const [name] = names;
    const said = names.length === 1 && name !== undefined ? member(event, name) : event;
    return [textAt(event, 'sender', 'id') ?? '', timestamp ?? SENT_AT, digest(said ?? null)];
  };
}

/** Applies a rule, and falls back to a weak identity where the rule finds nothing that identifies. */
export function identify(occurrence: Occurrence, scope: string, rule: IdentityRule = WEAK_RULE): Identity {
  const found = rule(occurrence);
  const members = isComplete(found) ? found : WEAK_RULE(occurrence);
  if (members.includes(SENT_AT)) return { scope, members, weak: true };
  return occurrence.entryId === DASHBOARD_TEST ? { scope, members: [...members, SENT_AT], weak: true } : { scope, members, weak: false };
}

function isComplete(members: readonly (IdentityMember | undefined)[]): members is readonly IdentityMember[] {
  return !members.includes(undefined);
}
