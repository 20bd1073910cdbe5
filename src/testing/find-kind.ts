import { CATALOG_KINDS, type CatalogKind } from '../catalog/kinds.ts';
import { knownDetailTypes } from '../catalog/detail-types.ts';
import { nearestDottedNames } from '../text/nearest-dotted-names.ts';
import { TestingError } from './testing-error.ts';

const MAX_SUGGESTIONS = 2;

/**
 * Finds the kind of a sample in the catalog.
 * @param detailType - `<object>.<field>`
 * @param kind - if the field has several: one of them
 * @returns without `kind`, the kind that the field is named after (`message` of `messages`), else the first
 * @throws {@link TestingError} UNKNOWN_DETAIL_TYPE | UNKNOWN_KIND
 */
export function findKind(detailType: string, kind?: string): CatalogKind {
  const kinds = kindsOf(detailType);
  if (kinds.length === 0) throw unknownDetailType(detailType);
  if (kind === undefined) return kinds.find(isNamedAfterField) ?? (kinds[0] as CatalogKind);
  const found = kinds.find((candidate) => candidate.kind === kind);
  if (found) return found;
  throw new TestingError('UNKNOWN_KIND', `Choose a kind of ${detailType}: ${kinds.map((one) => one.kind).join(', ')}.`);
}

/** `send` names a sample with its kind as the last part; here the kind is an option. */
function unknownDetailType(detailType: string): TestingError {
  const end = detailType.lastIndexOf('.');
  const [field, kind] = [detailType.slice(0, end), detailType.slice(end + 1)];
  if (kindsOf(field).some((one) => one.kind === kind))
    return new TestingError('UNKNOWN_DETAIL_TYPE', `Pass the kind as an option: ('${field}', { kind: '${kind}' }).`);
  const near = nearestDottedNames(detailType, knownDetailTypes()).slice(0, MAX_SUGGESTIONS);
  const didYouMean = near.length === 0 ? '' : ` Did you mean ${near.join(' or ')}?`;
  return new TestingError(
    'UNKNOWN_DETAIL_TYPE',
    `Use a name of docs/events.md: the catalog has no ${detailType}.${didYouMean}`,
  );
}

function kindsOf(detailType: string): readonly CatalogKind[] {
  const object = detailType.split('.', 1)[0] ?? '';
  const field = detailType.slice(object.length + 1);
  const ofObject = CATALOG_KINDS.filter((kind) => kind.object.object === object && field !== '');
  const exact = ofObject.filter((kind) => kind.field === field);
  return exact.length > 0 ? exact : ofObject.filter((kind) => kind.field === '*');
}

function isNamedAfterField({ field, kind }: CatalogKind): boolean {
  return kind === field || `${kind}s` === field || kind === 'standby.message';
}
