import type { Command } from 'commander';
import type { Change } from '../../src/pipeline/change/change.ts';
import type { ArchivedDelivery } from '../../src/pipeline/delivery/archive.ts';
import { collect, collectDeliveryIds } from '../context.ts';

/** The options that choose deliveries. Each may be given several times, and then takes any of its values. */
export interface FilterOptions {
  readonly app?: readonly string[];
  readonly object?: readonly string[];
  readonly field?: readonly string[];
  readonly entryId?: readonly string[];
  readonly deliveryId?: readonly string[];
}

/** Adds the options to a command. */
export function addFilterOptions(command: Command): Command {
  return command
    .option('--app <key>', "only this app's; each filter may be given several times", collect)
    .option('--object <name>', 'only with a change of this object, e.g. instagram', collect)
    .option('--field <name>', 'only with a change of this field, e.g. comments', collect)
    .option('--entry-id <id>', 'only with a change of this Page, account or user', collect)
    .option('--delivery-id <id>', 'only this delivery', collectDeliveryIds);
}

/** Whether the delivery itself is meant; what is in it may still tell otherwise. */
export function matchesDelivery({ app, deliveryId }: ArchivedDelivery, filter: FilterOptions): boolean {
  return isAmong(app, filter.app) && isAmong(deliveryId, filter.deliveryId);
}

/** Whether a change is meant. */
export function matchesChange({ object, field, entryId }: Change, filter: FilterOptions): boolean {
  return isAmong(object, filter.object) && isAmong(field, filter.field) && isAmong(entryId, filter.entryId);
}

/** Whether the filter looks into deliveries. */
export function looksInside({ object, field, entryId }: FilterOptions): boolean {
  return [object, field, entryId].some((values) => values !== undefined && values.length > 0);
}

function isAmong(value: string, values: readonly string[] | undefined): boolean {
  return values === undefined || values.length === 0 || values.includes(value);
}
