import { knownFields, knownObjects, unknownFields, type KnownFields } from '../../src/catalog/known-fields.ts';
import { list, optional, optionalMatch, recordBy, section, show, suggestion, type Rule } from './rules.ts';
import { isMetaId, META_ID } from '../../src/text/meta-id.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';

/** Accounts that should send to an app. `npx meta-webhooks accounts list` compares them with the state at Meta. */
export interface AccountsConfiguration {
  /**
   * Fields by id of a Facebook Page, at most 500 Pages.
   * @default - none
   */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
  /**
   * Ids of WhatsApp Business Accounts, at most 500. They use the fields of the app's subscription.
   * @default - none
   */
  readonly whatsapp?: readonly string[];
  /**
   * Fields by id of an Instagram Login account, at most 500 accounts. (An account that is linked to a Page sends
   * through its Page.)
   * @default - none
   */
  readonly instagram?: Readonly<Record<string, readonly string[]>>;
}

const MAX_ACCOUNTS = 500;
const MAX_FIELDS = 100;
const ID_FORM = 'an id: a string of digits';

/** Reads a Meta id. It must be a string, because a number above 2^53 is not exact. */
export const idRule = optionalMatch({ pattern: META_ID, form: ID_FORM });

/** Reads fields by object. Both must be in the catalog. */
export const subscriptionsRule = recordBy({
  max: 50,
  ruleFor: (object) => {
    const known = knownFields(object);
    return known
      ? getFields(object)
      : `must be one of ${knownObjects().join(', ')}${suggestion(object, knownObjects())}`;
  },
});

/** Reads the accounts by kind. */
export const accountsRule = optional(
  section<AccountsConfiguration>({
    pages: accountsFor('page'),
    whatsapp: optional(list(idRule, MAX_ACCOUNTS)),
    instagram: accountsFor('instagram'),
  }),
);

function accountsFor(object: 'page' | 'instagram'): Rule<Readonly<Record<string, readonly string[]>> | undefined> {
  return recordBy({ max: MAX_ACCOUNTS, ruleFor: (id) => (isMetaId(id) ? getFields(object) : `must be ${ID_FORM}`) });
}

/** Marks a field that is not in the catalog: `unlisted:new_field`. */
const UNLISTED = /^unlisted:([a-z][a-z0-9_]{0,99})$/;

/** Reads at least one field. Each must be in the catalog or marked as unlisted. */
function getFields(object: string): Rule<readonly string[]> {
  const fields = list(getField(object), MAX_FIELDS);
  return (value, at, problems) => {
    if (Array.isArray(value) && value.length === 0) problems.push(`${at} is []: must name at least one field`);
    return fields(value, at, problems);
  };
}

/** Marks the fields of an object that are not in the catalog, as in the configuration. */
export function markUnlisted(object: string, fields: readonly string[]): readonly string[] {
  const unknown = unknownFields(knownFields(object) ?? { names: [], any: false }, fields);
  return fields.map((field) => (unknown.includes(field) ? `unlisted:${field}` : field));
}

function getField(object: string): Rule<string | undefined> {
  return (value, at, problems) => {
    const known = knownFields(object) ?? { names: [], any: false };
    const unlisted = typeof value === 'string' ? UNLISTED.exec(value)?.[1] : undefined;
    if (unlisted !== undefined) return unlisted;
    if (typeof value === 'string' && unknownFields(known, [value]).length === 0) return value;
    problems.push(`${at} is ${show(value)}: ${adviceOn(value, known)}`);
    return undefined;
  };
}

function adviceOn(value: unknown, { names, any }: KnownFields): string {
  const near = typeof value === 'string' ? nearestNames(value, names) : [];
  const meant = near.length > 0 ? `did you mean ${near.join(' or ')}? It must be` : 'must be';
  return (
    `${meant} ${any ? 'the name of a field' : `one of ${names.join(', ')}`}, or unlisted:<name> for a field that ` +
    `is not in the catalog`
  );
}
