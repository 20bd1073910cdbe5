import { CATALOG_KINDS } from './kinds.ts';
import { unknownFields } from './known-fields.ts';
import { isKnown } from './unknown-shapes.ts';

/** Lists all detail-types in the catalog, sorted. Those of `permissions`, where each permission is one, are absent. */
export function knownDetailTypes(): string[] {
  return [
    ...new Set(CATALOG_KINDS.map(({ object, field }) => `${object.object}.${field}`).filter((name) => !anyField(name))),
  ].sort();
}

/** Returns whether the catalog has this detail-type: `<object>.<field>`. */
export function isKnownDetailType(detailType: string): boolean {
  const [object, field] = splitDetailType(detailType);
  const fields = CATALOG_KINDS.filter((kind) => kind.object.object === object).map((kind) => kind.field);
  return unknownFields({ names: fields, any: fields.includes('*') }, [field]).length === 0 && field !== '*';
}

/** Lists the kinds of a detail-type, in catalog order. */
export function knownKinds(detailType: string): string[] {
  const [object, field] = splitDetailType(detailType);
  const kinds = CATALOG_KINDS.filter((kind) => kind.object.object === object && kind.field === field);
  const names = [...kinds.map(({ kind }) => kind), 'errors', field].filter((kind) => isKnown({ object, field, kind }));
  return [...new Set(names)];
}

function splitDetailType(detailType: string): readonly [object: string, field: string] {
  const [object = '', ...field] = detailType.split('.');
  return [object, field.join('.')];
}

const anyField = (detailType: string): boolean => detailType.endsWith('.*');
