/**
 * Returns a form of a text for comparisons. Meta omits the @ of mentions in captions and comments of others, and may
 * write white space and composed characters differently. Invisible characters (`Cf`: zero-width characters, soft
 * hyphens) and marks on letters (`Mn`: accents) are removed, so that they cannot hide a word. Similar letters of other
 * scripts stay different.
 */
export function comparable(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/[\p{Cf}\p{Mn}@]/gu, '')
    .normalize('NFKC')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}
