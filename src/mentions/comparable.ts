/**
 * A text as two tellings of it compare: Meta leaves the @ of mentions out of captions and comments of others, and may
 * write white space and composed characters another way. Characters that nobody sees (`Cf`: zero-width ones, soft
 * hyphens) and marks on letters (`Mn`: accents) do not count, so that none of them hides a word. Letters of another
 * script that only look alike stay different.
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
