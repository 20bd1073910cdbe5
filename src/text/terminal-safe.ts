/**
 * Matches characters that control a terminal, reverse text or are invisible: C0 and C1 controls, DEL, soft hyphen,
 * zero-width characters, bidirectional marks, line and paragraph separators. All command output uses this class.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
// eslint-disable-next-line no-control-regex -- the pattern must match control characters
const UNSAFE = /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Returns whether a text has no unsafe characters. Newline and tab count as unsafe. */
export function isTerminalSafe(text: string): boolean {
  return text.search(UNSAFE) === -1;
}

/** Makes untrusted text safe for one terminal line: each unsafe character becomes `?`. */
export function toSafeLine(text: string): string {
  return text.replace(UNSAFE, '?');
}

/** Makes untrusted text safe for a cell or a sentence: printable ASCII, at most 60 characters. */
export function sanitize(text: string): string {
  return toSafeCell(text, 60);
}

/** Like {@link sanitize}, for another length. Longer text ends with `…`. */
export function toSafeCell(text: string, maxCharacters: number): string {
  const plain = toSafeLine(text).replace(/[^\x20-\x7e]/g, '?');
  return plain.length > maxCharacters ? `${plain.slice(0, maxCharacters - 1)}…` : plain;
}

/** Makes untrusted text of several lines safe, as {@link toSafeLine} does, but keeps newlines and tabs. */
export function terminalSafeText(text: string): string {
  return text.replace(UNSAFE, (character) => (character === '\n' || character === '\t' ? character : '?'));
}

/**
 * Writes JSON that is safe for a terminal, whatever its strings contain. It parses to the same value: in strings, JSON
 * allows `\uXXXX` for any character, and outside of strings the only unsafe characters are the newlines of `indent`.
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
