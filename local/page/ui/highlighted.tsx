/** Longer text gets no colors: each word would be an element. */
const MAX_COLORED = 20_000;
const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|-?\d[\d.eE+-]*|true|false|null/g;

/** JSON with its names and strings in color. The text stays text. */
export function Highlighted({ text }: { readonly text: string }) {
  if (text.length > MAX_COLORED) return <>{text}</>;
  return <>{[...colored(text)]}</>;
}

function* colored(text: string) {
  let at = 0;
  for (const match of text.matchAll(TOKENS)) {
    const [token, string, colon] = match;
    yield text.slice(at, match.index);
    const kind = colon !== undefined ? 'name' : string !== undefined ? 'string' : 'literal';
    const word = string ?? token;
    yield <span class={`token-${kind}`}>{word}</span>;
    yield token.slice(word.length);
    at = match.index + token.length;
  }
  yield text.slice(at);
}
