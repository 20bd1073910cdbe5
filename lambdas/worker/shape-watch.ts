import { memberOf, unknownShapes } from '../../src/catalog/unknown-shapes.ts';
import type { Log } from '../aws/log.ts';
import type { ReadDelivery } from './read-message.ts';

/** Names that one delivery may put into the log: a hostile body has as many as it likes. */
const MAX_NAMES = 10;

/**
 * Logs what a delivery has that the catalog does not know, by name and without values, so that a new field of Meta's
 * is noticed on the day it appears. Nothing is refused for being unknown.
 * @returns how many of its changes are of an unknown object, field or kind
 */
export function watchShapes({ delivery: { deliveryId, app }, changes }: ReadDelivery, log: Log): number {
  const unknown = changes.flatMap(({ change }) => unknownShapes(change));
  const byName = Map.groupBy(unknown, ({ name }) => name);
  for (const [name, same] of [...byName].slice(0, MAX_NAMES)) {
    log.warn('unknown to the catalog', { deliveryId, app, unknown: same[0]?.what, name, changes: same.length });
  }
  logUnlisted({ deliveryId, app }, changes, log);
  return unknown.length;
}

/** Members that Meta has added to shapes that the catalog knows; they count in the identity all the time. */
function logUnlisted(
  facts: { readonly deliveryId: string; readonly app: string },
  changes: ReadDelivery['changes'],
  log: Log,
): void {
  const members = changes.flatMap(({ change }) => (change.unlisted ?? []).map((member) => memberOf(change, member)));
  for (const same of [
    ...Map.groupBy(members, ({ object, kind, member }) => `${object} ${kind} ${member}`).values(),
  ].slice(0, MAX_NAMES)) {
    log.warn('members unknown to the catalog', { ...facts, ...same[0], changes: same.length });
  }
}
