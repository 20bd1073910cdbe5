/** Matches characters that are invisible or reverse text, except for newline and tab. */
const HIDDEN =
  // eslint-disable-next-line no-control-regex -- the pattern must match control characters
  /[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/** Makes untrusted text readable as it is: each hidden character becomes its escape, such as `\u202e`. */
export function showHidden(text: string): string {
  return text.replace(HIDDEN, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Formats a time of day with milliseconds, in the time zone of the browser. */
export function formatTime(iso: string | number): string {
  const at = new Date(iso);
  const pad = (value: number, width = 2): string => String(value).padStart(width, '0');
  return `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}.${pad(at.getMilliseconds(), 3)}`;
}

/** Formats the time since another step. */
export function formatElapsed(ms: number): string {
  if (ms < 10) return `+${ms.toFixed(1)} ms`;
  return ms < 1_000 ? `+${Math.round(ms)} ms` : `+${(ms / 1_000).toFixed(1)} s`;
}

/** Formats a size. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  return bytes < 1_024 ** 2 ? `${(bytes / 1_024).toFixed(1)} KB` : `${(bytes / 1_024 ** 2).toFixed(1)} MB`;
}

/** Writes a number with its noun. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** Names of the secrets that can match a signature. */
const SECRETS: Readonly<Record<string, string>> = {
  'current.appSecret': 'the app secret',
  'previous.appSecret': 'the previous app secret',
};

/** Names the secret that matched a signature. */
export function nameSecret(name: string): string {
  return SECRETS[name] ?? name;
}

/** Shortens an id. */
export function shortId(id: string): string {
  return id.length > 13 ? `…${id.slice(-8)}` : id;
}
