import { knownFields } from '../../src/catalog/known-fields.ts';

/** What somebody else says are the fields of an object. */
export interface NamedFields {
  readonly object: string;
  /** Who says so, and when. */
  readonly source: string;
  readonly fields: readonly string[];
}

/** A difference that is meant, with its reason. */
export interface Explained {
  readonly object: string;
  readonly field: string;
  readonly because: string;
}

/** What the catalog and somebody else do not agree on. */
export interface Drift {
  /** Named elsewhere, and not in the catalog. */
  readonly missing: readonly string[];
  /** In the catalog, and named nowhere else. */
  readonly extra: readonly string[];
  /** Explanations of what is no difference any more. */
  readonly stale: readonly string[];
}

/** Fields of an object as the catalog has them. */
type FieldsOf = (object: string) => readonly string[];

const fieldsOfCatalog: FieldsOf = (object) => knownFields(object)?.names ?? [];

/**
 * Compares the catalog's fields with those that are named elsewhere. An object that several name is compared with all
 * that they name together.
 * @param getFields - what the catalog has. @default the catalog
 * @returns each as `object.field`
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
