import type { Command } from 'commander';
import type { Change } from '../../src/pipeline/change/change.ts';
import type { ArchivedDelivery } from '../../src/pipeline/delivery/archive.ts';
import { collect, collectDeliveryIds } from '../context.ts';

/** Options that select deliveries. Each option can be repeated and matches any of its values. */
export interface FilterOptions {
  readonly app?: readonly string[];
  readonly object?: readonly string[];
  readonly field?: readonly string[];
  readonly entryId?: readonly string[];
  readonly deliveryId?: readonly string[];
}

/** Adds the filter options to a command. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--app <key>', 'only deliveries of this app; each filter can be repeated', collect)
    .option('--object <name>', 'only deliveries with a change of this object, e.g. instagram', collect)
    .option('--field <name>', 'only deliveries with a change of this field, e.g. comments', collect)
    .option('--entry-id <id>', 'only deliveries with a change of this Page, account or user', collect)
    .option('--delivery-id <id>', 'only this delivery', collectDeliveryIds);
}

/** Whether a delivery matches by its app and id. Its changes may still not match. */
export function matchesDelivery({ app, deliveryId }: ArchivedDelivery, filter: FilterOptions): boolean {
  return isAmong(app, filter.app) && isAmong(deliveryId, filter.deliveryId);
}

/** Whether a change matches the filter. */
export function matchesChange({ object, field, entryId }: Change, filter: FilterOptions): boolean {
  return isAmong(object, filter.object) && isAmong(field, filter.field) && isAmong(entryId, filter.entryId);
}

/** Whether the filter selects by the changes in a delivery. */
export function looksInside({ object, field, entryId }: FilterOptions): boolean {
  return [object, field, entryId].some((values) => values !== undefined && values.length > 0);
}

function isAmong(value: string, values: readonly string[] | undefined): boolean {
  return values === undefined || values.length === 0 || values.includes(value);
}
