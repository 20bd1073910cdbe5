import {
  knownFields,
  knownObjects,
  nearestNames,
  unknownFields,
  type KnownFields,
} from '../../src/catalog/known-fields.ts';
import { list, optional, optionalMatch, recordBy, section, show, type Rule } from './rules.ts';
import { isMetaId, META_ID } from '../../src/text/meta-id.ts';

/** Which accounts send to an app: compared with what Meta says by `npm run receiver -- accounts`. */
export interface AccountsConfiguration {
  /**
   * Facebook Pages: each Page's id, and the fields it sends, at most 500 Pages.
   * @default - none
   */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
  /**
   * Ids of WhatsApp Business Accounts, at most 500. Their fields are the app's.
   * @default - none
   */
  readonly whatsapp?: readonly string[];
  /**
   * Accounts of Instagram Login: each account's id, and the fields it sends, at most 500 accounts. (An account that is
   * linked to a Page sends through its Page.)
   * @default - none
   */
  readonly instagram?: Readonly<Record<string, readonly string[]>>;
}

const MAX_ACCOUNTS = 500;
const MAX_FIELDS = 100;
const ID_FORM = 'an id: its digits, as text';

/** An id that Meta gave, as text: beyond 2^53 a number is no longer exact. */
export const idRule = optionalMatch({ pattern: META_ID, form: ID_FORM });

/** Object → fields, both from the catalog. */
export const subscriptionsRule = recordBy({
  max: 50,
  ruleOf: (object) => {
    const known = knownFields(object);
    return known ? fieldsOf(object) : `must be one of ${knownObjects().join(', ')}${nearObject(object)}`;
  },
});

function nearObject(object: string): string {
  const near = nearestNames(object, knownObjects());
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
}

/** Accounts by kind. */
export const accountsRule = optional(
  section<AccountsConfiguration>({
    pages: accountsOf('page'),
    whatsapp: optional(list(idRule, MAX_ACCOUNTS)),
    instagram: accountsOf('instagram'),
  }),
);

function accountsOf(object: 'page' | 'instagram'): Rule<Readonly<Record<string, readonly string[]>> | undefined> {
  return recordBy({ max: MAX_ACCOUNTS, ruleOf: (id) => (isMetaId(id) ? fieldsOf(object) : `must be ${ID_FORM}`) });
}

/** Marks a field that the catalog does not know yet: `unlisted:new_field`. */
const UNLISTED = /^unlisted:([a-z][a-z0-9_]{0,99})$/;

/** At least one field, each of them known, or marked as one that is not. */
function fieldsOf(object: string): Rule<readonly string[]> {
  const fields = list(fieldOf(object), MAX_FIELDS);
  return (value, at, problems) => {
    if (Array.isArray(value) && value.length === 0) problems.push(`${at} is []: must name at least one field`);
    return fields(value, at, problems);
  };
}

function fieldOf(object: string): Rule<string | undefined> {
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
    `${meant} ${any ? "a field's name" : `one of ${names.join(', ')}`}, or unlisted:<name> for a field that ` +
    `the catalog does not know yet`
  );
}
