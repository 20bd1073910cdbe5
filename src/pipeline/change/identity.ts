import { hash } from 'node:crypto';
import {
  ruleFor,
  type CompiledPath,
  type IdentityInput,
  type IdentityRule,
  type Members,
  type Need,
  type PlainRule,
} from '../../catalog/identity-rule.ts';
import { canonicalForm } from './canonical-form.ts';
import type { Identity } from './change.ts';
import { isObject, member, text, type Json } from '../../json/json.ts';

/** Entry id of the dashboard's Test button, which sends the same constants every time. */
const DASHBOARD_TEST = '0';
/** Maximum unlisted names per change, because a hostile value may have any number. */
const MAX_UNLISTED = 10;

/** Location of a change in the body. */
export interface IdentityPlace {
  readonly entryId: string;
  /** Field in the key: from the catalog if the members determine the kind, otherwise Meta's name. */
  readonly field: string;
  readonly scope: string;
}

/** Result of a rule. */
export interface Identified {
  readonly identity: Identity;
  /** Time of the change itself, as source text. */
  readonly time: string | undefined;
  /** Members that are not in the catalog. Undefined if the catalog does not list members. */
  readonly unlisted: readonly string[] | undefined;
}

/** Applies a rule. If a required member is missing, the identity is the content and a time, and it is weak. */
export function identify(
  input: IdentityInput,
  { entryId, field, scope }: IdentityPlace,
  kindRule: IdentityRule,
): Identified {
  const rule = ruleFor(kindRule, input);
  const time = firstText(input.value, rule.time);
  const content = hash('sha256', contentText(input, rule));
  const id = rule.mode === 'id' ? getId(input.value, rule.id) : undefined;
  const isStrong = id !== undefined || (rule.mode === 'content' && holdsAll(input.value, rule.needs));
  const isTest = entryId === DASHBOARD_TEST;
  const identity = { field, scope, content, weak: !isStrong || isTest, ...(id && { id }), ...(isTest && { isTest }) };
  return { identity, time, unlisted: unlistedMembers(input.value, rule) };
}

/** Returns the text whose digest is the content: what Meta sent for this change, without volatile members. */
export function contentText({ value, extra }: IdentityInput, rule: PlainRule): string {
  const written = value === undefined ? '' : canonicalForm(value, rule.omit);
  return extra === undefined ? written : `${written}+${canonicalForm(extra)}`;
}

function getId(value: Json | undefined, parts: readonly Need[]): string[] | undefined {
  const id: string[] = [];
  for (const names of parts) {
    const part = firstText(value, names);
    if (part === undefined) return undefined;
    id.push(part);
  }
  return id;
}

function holdsAll(value: Json | undefined, needs: readonly Need[]): boolean {
  return needs.every((names) => firstText(value, names) !== undefined);
}

/** Returns the text at the first path that has one. Empty text identifies nothing, so it counts as missing. */
function firstText(value: Json | undefined, paths: readonly CompiledPath[]): string | undefined {
  for (const path of paths) {
    const found = text(path.length === 1 && path[0] !== undefined ? member(value, path[0]) : member(value, ...path));
    if (found) return found;
  }
  return undefined;
}

function unlistedMembers(value: Json | undefined, rule: PlainRule): string[] | undefined {
  if (rule.mode !== 'content' || rule.members === undefined) return undefined;
  const unlisted: string[] = [];
  collectUnlisted(value, rule.members, { prefix: '', unlisted });
  return unlisted.length > 0 ? unlisted : undefined;
}

function collectUnlisted(
  value: Json | undefined,
  members: Members,
  { prefix, unlisted }: { prefix: string; unlisted: string[] },
): void {
  if (!isObject(value)) return;
  for (const name of Object.keys(value)) {
    if (unlisted.length === MAX_UNLISTED) return;
    const known = Object.hasOwn(members, name) ? members[name] : undefined;
    if (known === undefined) unlisted.push(prefix + name);
    else if (known !== true) collectUnlisted(value[name], known, { prefix: `${prefix}${name}.`, unlisted });
  }
}
