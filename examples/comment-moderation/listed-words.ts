const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** Invisible characters, such as a zero-width space inside a word. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Creates a function that tests whether a text contains one of these words. Only whole words match, regardless of case,
 * full-width letters and invisible characters.
 * @param words - single words; an entry with several words counts as several entries
 */
export function listedWords(words: readonly string[]): (text: string) => boolean {
  const listed = new Set(words.flatMap(toWords));
  return (text) => toWords(text).some((word) => listed.has(word));
}

function toWords(text: string): readonly string[] {
  return text.normalize('NFKC').replaceAll(INVISIBLE, '').toUpperCase().match(WORD) ?? [];
}
