import type { Json } from '../json/json.ts';
import type { CatalogEntry, Certainty } from './entry.ts';
import { WEAK, type IdentityRule } from './identity-rule.ts';

/** What an entry says besides where it stands. */
export interface EntrySpec {
  readonly title: string;
  readonly meaning: string;
  /** @default weak */
  readonly identity?: IdentityRule;
  readonly certainty: Certainty;
  readonly when?: (value: Json) => boolean;
  /** Of an element: its list is not split under another field. */
  readonly onlyField?: boolean;
  readonly permission?: string;
  readonly personal?: readonly string[];
  /** Meta names it no more. */
  readonly historic?: boolean;
}

/** An entry whose field and kind the compiler knows: the types of the values are checked against them. */
export type KnownEntry<In extends CatalogEntry['in'], Field extends string, Kind extends string> = CatalogEntry & {
  readonly in: In;
  readonly field: Field;
  readonly kind: Kind;
};

/** One entry per field, each with the field as its kind. */
export type KnownFields<Field extends string> = Field extends string ? KnownEntry<'change', Field, Field> : never;

/** An element of `changes[]`; its kind is the field. */
export function change<const Field extends string>(field: Field, about: EntrySpec): KnownEntry<'change', Field, Field> {
  return { in: 'change', field, member: field, kind: field, ...reported(about) };
}

/** Where one field tells of several things. */
export function changeOfKind<const Field extends string, const Kind extends string>(
  field: Field,
  kind: Kind,
  about: EntrySpec,
): KnownEntry<'change', Field, Kind> {
  return { in: 'change', field, member: field, kind, ...reported(about) };
}

/** A family of fields that differ in nothing but their names. */
export function changes<const Field extends string>(
  fields: readonly Field[],
  about: (field: Field) => EntrySpec,
): KnownFields<Field>[] {
  return fields.map((field) => change(field, about(field)) as KnownFields<Field>);
}

/** An element of `messaging[]` or `standby[]`. Its kind is the member's name, unless said otherwise. */
export function event<const Field extends string, const Kind extends string>(
  field: Field,
  kind: Kind,
  about: EntrySpec & { readonly member?: string },
): KnownEntry<'event', Field, Kind> {
  return { in: 'event', field, member: about.member ?? kind, kind, ...reported(about) };
}

/** An element of a list inside a WhatsApp value. */
export function element<const Field extends string, const Kind extends string>(
  field: Field,
  kind: Kind,
  about: EntrySpec & { readonly member: string },
): KnownEntry<'element', Field, Kind> {
  return { in: 'element', field, member: about.member, kind, ...reported(about) };
}

function reported(about: EntrySpec): Omit<CatalogEntry, 'in' | 'field' | 'member' | 'kind'> {
  const { title, meaning, identity = WEAK, certainty, when, onlyField, permission, personal, historic } = about;
  return { title, meaning, identity, certainty, when, onlyField, permission, personal, historic };
}
