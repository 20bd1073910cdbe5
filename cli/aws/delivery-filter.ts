import type { Change } from '../../src/pipeline/change/change.ts';
import type { ArchivedDelivery } from '../../src/pipeline/delivery/archive.ts';
import type { OptionsOf, OptionSpec } from '../framework/option-spec.ts';
import { matchesId } from './delivery-id.ts';
import { deliveryId } from '../options/parse-value.ts';

/** Options that select deliveries. Each option can be repeated and matches any of its values. */
export const FILTER_OPTIONS = [
  {
    flags: '--app <key>',
    description: 'only deliveries of this app; each filter can be repeated',
    repeatable: true,
  },
  {
    flags: '--object <name>',
    description: 'only deliveries with a change of this object, e.g. instagram',
    repeatable: true,
  },
  {
    flags: '--field <name>',
    description: 'only deliveries with a change of this field, e.g. comments',
    repeatable: true,
  },
  {
    flags: '--entry-id <id>',
    description: 'only deliveries with a change of this Page, account or user',
    repeatable: true,
  },
  { flags: '--delivery-id <id>', description: 'only this delivery', repeatable: true, parse: deliveryId },
] as const satisfies readonly OptionSpec[];

/** The values of {@link FILTER_OPTIONS}. */
export type FilterOptions = Partial<OptionsOf<typeof FILTER_OPTIONS>>;

/** Whether a delivery matches by its app and id. Its changes may still not match. */
export function matchesDelivery({ app, deliveryId: id }: ArchivedDelivery, filter: FilterOptions): boolean {
  return isAmong(app, filter.app) && isChosen(id, filter.deliveryId);
}

/** Whether a change matches the filter. */
export function matchesChange({ object, field, entryId }: Change, filter: FilterOptions): boolean {
  return isAmong(object, filter.object) && isAmong(field, filter.field) && isAmong(entryId, filter.entryId);
}

/** Whether the filter selects by the changes in a delivery. */
export function looksInside({ object, field, entryId }: FilterOptions): boolean {
  return [object, field, entryId].some((values) => values !== undefined && values.length > 0);
}

function isChosen(id: string, chosen: readonly string[] | undefined): boolean {
  return chosen === undefined || chosen.length === 0 || chosen.some((given) => matchesId(id, given));
}

function isAmong(value: string, values: readonly string[] | undefined): boolean {
  return values === undefined || values.length === 0 || values.includes(value);
}
