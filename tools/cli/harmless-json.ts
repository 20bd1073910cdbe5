/** What drives a terminal or turns text around: controls, C1, line separators, bidirectional marks. */
const HARMFUL = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Writes JSON on one line that no terminal obeys, whatever stands in its texts. Read again, it is the same value. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(HARMFUL, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
