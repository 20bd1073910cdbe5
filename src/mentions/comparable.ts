/**
 * A text as two tellings of it compare: Meta leaves the @ of mentions out of captions and comments of others, and may
 * write white space and composed characters another way.
 */
export function comparable(text: string): string {
  return text.normalize('NFKC').replaceAll('@', '').replaceAll(/\s+/g, ' ').trim().toLowerCase();
}
