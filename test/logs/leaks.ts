import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FIXTURES = join(import.meta.dirname, '../fixtures/payloads');
/** Shorter ones stand in other words by chance. */
const MIN_CHARACTERS = 6;
/** A word of Meta's own, such as a field's name or a verb, says nothing of anybody. */
const META_WORD = /^[a-z_.]+$/;
/** What tells where a change came from may be logged: an id of a Page or an account, but never of a person. */
const HEAD_MEMBERS = new Set(['object', 'field', 'id', 'time', 'uid', 'verb']);

/** What no line may hold, by what it is. */
const FORBIDDEN: readonly (readonly [string, RegExp])[] = [
  ['a signature', /sha(1|256)=[0-9a-f]{32,}/],
  ['an app secret', /app_secret_(synthetic|of_the_store)|secret_synthetic/],
  ['a verify token', /verify_token_synthetic|hub\.verify_token=/],
  ['an access token', /\bEAA[A-Za-z0-9]{8,}|access_token=|Bearer /],
  ['a planted word', /planted[a-z0-9]{12}/],
];

/** The texts, phone numbers, ids of persons and links of every fixture. */
export function plantedTexts(): ReadonlySet<string> {
  const files = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.json'));
  return new Set(files.flatMap((file) => collectTexts(JSON.parse(readFileSync(join(FIXTURES, file), 'utf8')))));
}

/**
 * What a line gives away.
 * @returns in words, without the thing itself; nothing when all is well
 */
export function leaksIn(line: string, planted: ReadonlySet<string>): string[] {
  const found = FORBIDDEN.filter(([, pattern]) => pattern.test(line)).map(([what]) => what);
  const text = [...planted].find((one) => line.includes(one));
  return text === undefined ? found : [...found, `a text of ${text.length} characters from a fixture`];
}

/** Every text of a body but those of its head: the entries' ids and what Meta calls things. */
function collectTexts(body: unknown): string[] {
  const bodies = [body].flat() as Record<string, unknown>[];
  return bodies.flatMap((one) => [one['entry'] ?? []].flat()).flatMap((entry) => leaves(withoutHead(entry)));
}

const withoutHead = (entry: unknown): unknown[] =>
  typeof entry === 'object' && entry !== null
    ? Object.entries<unknown>(entry as Record<string, unknown>)
        .filter(([name]) => !HEAD_MEMBERS.has(name))
        .map(([, value]) => value)
    : [];

function leaves(value: unknown): string[] {
  if (typeof value === 'string') return value.length >= MIN_CHARACTERS && !META_WORD.test(value) ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [];
}
