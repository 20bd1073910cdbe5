/* eslint-disable @typescript-eslint/no-generated-empty-object-type -- that they are empty is what is tested */
// Checked by tsc: the catalog and the types of the values tell of the same things.
import type { KeysOfCatalog, KeysOfValues } from '../../src/catalog/values/values.ts';

/** Names what is missing: an entry of the catalog without a type in src/catalog/values. */
export const ENTRIES_WITHOUT_A_TYPE: Readonly<Record<Exclude<KeysOfCatalog, KeysOfValues>, never>> = {};

/** Names what is too much: a type in src/catalog/values without an entry of the catalog. */
export const TYPES_WITHOUT_AN_ENTRY: Readonly<Record<Exclude<KeysOfValues, KeysOfCatalog>, never>> = {};
