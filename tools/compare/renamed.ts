/** Intentional renames in responses and events. */
const RENAMED: readonly (readonly [before: string, after: string])[] = [
  ['SIGNATURE_ABSENT', 'MISSING_SIGNATURE'],
  ['UNFORESEEN', 'INTERNAL_ERROR'],
  ['METHOD_UNKNOWN', 'METHOD_NOT_ALLOWED'],
  ['BODY_UNPARSEABLE', 'INVALID_JSON'],
];

/** Replaces the names of the older commit with those of the newer one. */
export function rename(text: string): string {
  return RENAMED.reduce((renamed, [before, after]) => renamed.replaceAll(before, after), text);
}
