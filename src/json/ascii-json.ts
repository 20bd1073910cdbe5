/** Writes JSON as Meta writes it: ASCII alone, every other UTF-16 unit as `\uXXXX`, lower-case. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\x7f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
