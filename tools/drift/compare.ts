import { knownFields } from '../../src/catalog/known-fields.ts';

/** Fields of an object according to a source outside the project. */
export interface NamedFields {
  readonly object: string;
  /** Name and date of the source. */
  readonly source: string;
  readonly fields: readonly string[];
}

/** An intentional difference and its reason. */
export interface Explained {
  readonly object: string;
  readonly field: string;
  readonly because: string;
}

/** Differences between the catalog and the sources. */
export interface Drift {
  /** Fields of a source that are not in the catalog. */
  readonly missing: readonly string[];
  /** Fields of the catalog that are in no source. */
  readonly extra: readonly string[];
  /** Explanations of fields that no longer differ. */
  readonly stale: readonly string[];
}

/** Returns the fields of an object in the catalog. */
type FieldsOf = (object: string) => readonly string[];

const fieldsOfCatalog: FieldsOf = (object) => knownFields(object)?.names ?? [];

/**
 * Compares the catalog's fields with those of the sources. If several sources have an object, their fields are
 * combined.
 * @param getFields - fields to compare. @default the catalog
 * @returns each field as `object.field`
 */
export function findDrift(
  named: readonly NamedFields[],
  explained: readonly Explained[],
  getFields: FieldsOf = fieldsOfCatalog,
): Drift {
  const isExplained = new Set(explained.map(({ object, field }) => `${object}.${field}`));
  const differences = { missing: [] as string[], extra: [] as string[] };
  for (const [object, lists] of Map.groupBy(named, (one) => one.object)) {
    const elsewhere = new Set(lists.flatMap(({ fields }) => fields));
    const here = new Set(getFields(object));
    differences.missing.push(
      ...[...elsewhere].filter((field) => !here.has(field)).map((field) => `${object}.${field}`),
    );
    differences.extra.push(...[...here].filter((field) => !elsewhere.has(field)).map((field) => `${object}.${field}`));
  }
  const all = new Set([...differences.missing, ...differences.extra]);
  return {
    missing: differences.missing.filter((name) => !isExplained.has(name)),
    extra: differences.extra.filter((name) => !isExplained.has(name)),
    stale: [...isExplained].filter((name) => !all.has(name)),
  };
}
