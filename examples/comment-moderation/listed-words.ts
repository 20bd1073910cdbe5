const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** What nobody sees, such as a zero-width space inside a word. */
const INVISIBLE = /\p{Cf}/gu;

/**
 * Makes the test whether a text has one of these words in it: whole words, whatever their case, and as they look, so
 * that neither full-width letters nor invisible characters hide them.
 * @param words - single words; of several words in one, each counts
 */
export function listedWords(words: readonly string[]): (text: string) => boolean {
  const listed = new Set(words.flatMap(wordsOf));
  return (text) => wordsOf(text).some((word) => listed.has(word));
}

function wordsOf(text: string): readonly string[] {
  return text.normalize('NFKC').replaceAll(INVISIBLE, '').toUpperCase().match(WORD) ?? [];
}
