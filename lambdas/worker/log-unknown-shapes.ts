import { getMember, unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import type { Log } from '../aws/log.ts';
import type { DeliveryOutcome } from './change-outcome.ts';

/** Limits the names that one delivery can write to the log, because a hostile body can hold any number of them. */
const MAX_NAMES = 10;

/**
 * Logs the names in a delivery that the catalog does not list, without values, so that you notice a new field of
 * Meta's on the day it appears. Unknown changes are emitted like any other.
 */
export function logUnknownShapes({ delivery: { deliveryId, app }, changes }: DeliveryOutcome, log: Log): void {
  const unknown = changes.flatMap(({ change }) => unknownShapes(change));
  const byName = Map.groupBy(unknown, ({ name }) => name);
  for (const [name, same] of [...byName].slice(0, MAX_NAMES)) {
    log.warn('unknown to the catalog', { deliveryId, app, unknown: same[0]?.what, name, changes: same.length });
  }
  logUnlistedMembers({ deliveryId, app }, changes, log);
}

/** Logs members that Meta added to shapes of the catalog. They always count in the identity. */
function logUnlistedMembers(
  ids: { readonly deliveryId: string; readonly app: string },
  changes: DeliveryOutcome['changes'],
  log: Log,
): void {
  const members = changes.flatMap(({ change }) => (change.unlisted ?? []).map((member) => getMember(change, member)));
  const byMember = Map.groupBy(members, ({ object, kind, member }) => `${object} ${kind} ${member}`);
  for (const same of [...byMember.values()].slice(0, MAX_NAMES)) {
    log.warn('members unknown to the catalog', { ...ids, ...same[0], changes: same.length });
  }
}
