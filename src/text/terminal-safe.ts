/**
 * What drives a terminal, turns text around, or hides in it: C0 and C1 controls, DEL, soft hyphen, zero-width
 * characters,
 * bidirectional marks, line and paragraph separators. One class for everything that a command writes.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
// eslint-disable-next-line no-control-regex -- these are what is looked for
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Whether a character is text only; newline and tab are none. */
export function isTerminalSafe(text: string): boolean {
  return text.search(UNSAFE) === -1;
}

/** Makes somebody else's text one line that no terminal obeys: each unsafe character becomes `?`. */
export function terminalSafeLine(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** Makes somebody else's text fit for a cell or a sentence: printable ASCII, at most 60 characters. */
export function sanitize(text: string): string {
  return sanitizeTo(text, 60);
}

/** Like {@link sanitize}, for another length: what is longer ends with `…`. */
export function sanitizeTo(text: string, maxCharacters: number): string {
  const plain = terminalSafeLine(text).replace(/[^\x20-\x7e]/g, '?');
  return plain.length > maxCharacters ? `${plain.slice(0, maxCharacters - 1)}…` : plain;
}

/** Like {@link terminalSafeLine}, for text of several lines: newlines and tabs stay. */
export function terminalSafeText(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : '?'));
}

/**
 * Writes JSON that no terminal obeys, whatever stands in its texts. Read again, it is the same value: inside a text,
 * JSON may write any character as `\uXXXX`, and outside there is none of these but the newlines of `indent`.
 * @param indent - spaces per level. @default - one line
 */
export function terminalSafeJson(value: unknown, indent?: number): string {
  return escapeUnsafe(JSON.stringify(value, undefined, indent));
}

function escapeUnsafe(json: string): string {
  return json.replace(UNSAFE, (unit) =>
    unit === '\n' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
