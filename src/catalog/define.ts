import type { Json } from '../json/json.ts';
import type { CatalogEntry, Certainty } from './entry.ts';
import { WEAK, type IdentityRule } from './identity-rule.ts';

/** Properties of an entry beside its location. */
export interface EntrySpec {
  readonly title: string;
  readonly meaning: string;
  /** Rule of the identity. @default weak */
  readonly identity?: IdentityRule;
  readonly certainty: Certainty;
  readonly when?: (value: Json) => boolean;
  /** For an element: its list is not split in other fields. */
  readonly onlyField?: boolean;
  readonly permission?: string;
  readonly personal?: readonly string[];
  /** True if Meta no longer documents it. */
  readonly historic?: boolean;
}

/** An entry whose field and kind are literal types, so that the compiler checks the types of its values. */
export type KnownEntry<In extends CatalogEntry['in'], Field extends string, Kind extends string> = CatalogEntry & {
  readonly in: In;
  readonly field: Field;
  readonly kind: Kind;
};

/** One entry per field, each with the field as its kind. */
export type KnownFields<Field extends string> = Field extends string ? KnownEntry<'change', Field, Field> : never;

/** Defines an element of `changes[]`. Its kind is the field. */
export function change<const Field extends string>(field: Field, about: EntrySpec): KnownEntry<'change', Field, Field> {
  return { in: 'change', field, member: field, kind: field, ...reported(about) };
}

/** Defines one of several kinds of a field. */
export function changeOfKind<const Field extends string, const Kind extends string>(
  field: Field,
  kind: Kind,
  about: EntrySpec,
): KnownEntry<'change', Field, Kind> {
  return { in: 'change', field, member: field, kind, ...reported(about) };
}

/** Defines fields that differ only in their names. */
export function changes<const Field extends string>(
  fields: readonly Field[],
  about: (field: Field) => EntrySpec,
): KnownFields<Field>[] {
  return fields.map((field) => change(field, about(field)) as KnownFields<Field>);
}

/** Defines an element of `messaging[]` or `standby[]`. Its kind is the member's name by default. */
export function event<const Field extends string, const Kind extends string>(
  field: Field,
  kind: Kind,
  about: EntrySpec & { readonly member?: string },
): KnownEntry<'event', Field, Kind> {
  return { in: 'event', field, member: about.member ?? kind, kind, ...reported(about) };
}

/** Defines an element of a list inside a WhatsApp value. */
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
