// node tools/catalog/vary-attempts.ts: prints the table of docs/identities.md, which counts the changes of fixtures and
// cases that would be emitted twice if Meta varied one property between two attempts.
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { isArray, isObject, type Json, type JsonObject } from '../../src/json/json.ts';
import { parseLossless } from '../../src/json/parse-lossless.ts';
import { split } from '../../src/pipeline/change/split.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';

const FIXTURES = new URL('../../test/fixtures/', import.meta.url);
const FIRST = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const SECOND = { ...FIRST, deliveryId: 'delivery-2' };

/** Varies one member or returns it unchanged, from its name, its value and the object that contains it. */
type Vary = (name: string, value: Json, owner: JsonObject) => Json;

const isTime = (name: string): boolean => /^(?:timestamp|created_time)$/.test(name);

const VARIATIONS: readonly { readonly what: string; readonly vary: Vary }[] = [
  { what: 'nothing', vary: (_, value) => value },
  {
    what: '`entry.time`',
    vary: (name, value, owner) => (name === 'time' && 'id' in owner ? Number(value) + 60 : value),
  },
  { what: '`seq`', vary: (name, value) => (name === 'seq' ? Number(value) + 1 : value) },
  { what: 'a number written as text', vary: (_, value) => (typeof value === 'number' ? String(value) : value) },
  { what: 'host and query of links', vary: (_, value) => (typeof value === 'string' ? movedLink(value) : value) },
  {
    what: 'display names',
    vary: (name, value) =>
      /^(?:name|username|sender_name|reviewer_name)$/.test(name) && typeof value === 'string' ? `${value} II` : value,
  },
  {
    what: 'the order of lists of texts and numbers',
    vary: (_, value) =>
      isArray(value) && value.every((one) => typeof one !== 'object') ? [...value].reverse() : value,
  },
  {
    what: 'a `timestamp` a second later',
    vary: (name, value) =>
      isTime(name) && (typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value)))
        ? aSecondLater(value)
        : value,
  },
  {
    what: 'a member that was not there before',
    vary: (_, value) => (isObject(value) ? { ...value, member_that_meta_adds: 1 } : value),
  },
];

const aSecondLater = (time: number | string): number => Number(time) + (String(time).length > 12 ? 1000 : 1);

/** Returns the table. */
export function makeVariedTable(): string {
  const rawBodies = ['payloads', 'cases'].flatMap((folder) =>
    readFileSync(new URL(`${folder}/expected.jsonl`, FIXTURES), 'utf8')
      .trim()
      .split('\n')
      .map((line) => readFileSync(new URL(`${folder}/${(JSON.parse(line) as { file: string }).file}`, FIXTURES)))
      .filter(({ byteLength }) => byteLength < 50_000),
  );
  const bodies = rawBodies.map((rawBody) => parseLossless(rawBody));
  const total = bodies.reduce<number>((sum, body) => sum + listChanges(body).length, 0);
  const rows = VARIATIONS.map(
    ({ what, vary }) =>
      `| ${what} | ${bodies.reduce<number>((sum, body) => sum + newAndStrong(body, varied(body, vary)), 0)} |`,
  );
  return [`| varied | of ${total} changes |`, '| --- | --- |', ...rows, ''].join('\n');
}

function listChanges(body: Json) {
  return split(body, Infinity).changes;
}

function newAndStrong(first: Json, second: Json): number {
  const known = new Set(listChanges(first).map((change) => claimKey(FIRST, change)));
  return listChanges(second).filter((change) => !change.identity.weak && !known.has(claimKey(SECOND, change))).length;
}

function varied(value: Json, vary: Vary): Json {
  if (isArray(value)) return value.map((one) => varied(one, vary));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, vary(name, varied(inner ?? null, vary), value)]),
  );
}

/** Moves a link as Meta does: to another host, with a new signature. The file parameter of a `lookaside` link stays. */
function movedLink(link: string): string {
  if (!/^https:\/\/(?:[\w.-]*(?:fbcdn\.net|fbsbx\.com|cdninstagram\.com)|(?:scontent|lookaside)[\w.-]*)\//.test(link))
    return link;
  const url = new URL(link);
  if (url.hostname.startsWith('scontent'))
    url.hostname = `scontent-2.${url.hostname.slice(url.hostname.indexOf('.') + 1)}`;
  url.searchParams.set('oh', 'signed-anew');
  return url.href;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) console.log(makeVariedTable());
