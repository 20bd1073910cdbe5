import fc from 'fast-check';
import { EXPECTED, payload } from './expected.ts';
import { parseLossless } from '../../../src/json/parse-lossless.ts';

/** A JSON value that tests can build. */
export type Value = null | boolean | number | string | Value[] | { [name: string]: Value };

/** One item of Meta's body, without its envelope. */
export interface Item {
  readonly object: string;
  readonly entryId: string;
  readonly time: number | undefined;
  readonly list: 'changes' | 'messaging' | 'standby' | 'changed_fields';
  readonly item: Value;
}

export const LISTS = ['changes', 'messaging', 'standby', 'changed_fields'] as const;

/** Items of all fixtures, read only by the format of the envelope. The full batches are omitted. */
export const FIXTURE_ITEMS: readonly Item[] = EXPECTED.filter(({ file }) => !file.includes('batch-1000')).flatMap(
  ({ file }) => listItems(parseLossless(payload(file)) as Value),
);

function listItems(body: Value): Item[] {
  return [body].flat().flatMap((one) => {
    const { object, entry } = one as { object?: string; entry?: Record<string, Value>[] };
    if (object === undefined) return [];
    return (entry ?? []).flatMap((each) =>
      LISTS.flatMap((list) =>
        ((each[list] ?? []) as Value[]).map((item) => ({
          object,
          entryId: String(each['id'] as string | number),
          time: each['time'] as number | undefined,
          list,
          item,
        })),
      ),
    );
  });
}

/** Replaces each text that looks like an id. Equal ids have equal replacements. */
export function withFreshIds(value: Value, seed: number): Value {
  if (typeof value === 'string')
    return /\d{4}/.test(value) && !value.includes('//')
      ? value.replace(/\d{4}(?!.*\d{4})/, String(1000 + (seed % 9000)))
      : value;
  if (Array.isArray(value)) return value.map((one) => withFreshIds(one, seed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withFreshIds(one, seed)]));
}

const word = fc.stringMatching(/^[a-z_]{1,12}$/);
const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Value>;

/** A change of any format, with a known or unknown object. */
const anyChange: fc.Arbitrary<Item> = fc.record({
  object: fc.constantFrom('page', 'instagram', 'whatsapp_business_account', 'user', 'permissions', 'holo_space'),
  entryId: fc.stringMatching(/^[1-9]\d{0,16}$/),
  time: fc.option(fc.integer({ min: 1_700_000_000, max: 1_900_000_000 }), { nil: undefined }),
  list: fc.constant('changes' as const),
  item: fc.record({ field: word, value: json }),
});

const fixtureItem: fc.Arbitrary<Item> = fc
  .tuple(fc.constantFrom(...FIXTURE_ITEMS), fc.nat(8999))
  .map(([{ item, ...head }, seed]) => ({ ...head, item: withFreshIds(item, seed) }));

/** Any item of a body: the documented payloads with other ids, or any other content. */
export const anyItem: fc.Arbitrary<Item> = fc.oneof(
  { weight: 4, arbitrary: fixtureItem },
  { weight: 1, arbitrary: anyChange },
);

/** Puts items into bodies. If `together` is true, items of the same object and entry share a body. */
export function createBodies(items: readonly Item[], together: boolean): Value[] {
  const groups = Map.groupBy(items, (item, i) => (together ? item.object : `${item.object} ${i}`));
  return [...groups.values()].map((group) => ({
    object: group[0]?.object ?? '',
    entry: [...Map.groupBy(group, ({ entryId, time }) => `${entryId} ${time}`).values()].map(toEntry),
  }));
}

function toEntry(items: readonly Item[]): Value {
  const entry: Record<string, Value> = { id: items[0]?.entryId ?? '' };
  const time = items[0]?.time;
  if (time !== undefined) entry['time'] = time;
  for (const { list, item } of items) ((entry[list] ??= []) as Value[]).push(item);
  return entry;
}

/** Serializes a value with another order of members, white space and unnecessary escapes. The value is the same. */
export function rewritten(value: Value, pick: () => number): string {
  const space = (): string => ['', ' ', '\n\t', '\r\n  '][pick() % 4] ?? '';
  const write = (one: Value): string => {
    if (typeof one === 'string') return quoted(one, pick);
    if (Array.isArray(one)) return `[${space()}${one.map(write).join(`${space()},${space()}`)}]`;
    if (typeof one !== 'object' || one === null) return JSON.stringify(one);
    const members = Object.entries(one).sort(() => (pick() % 2) * 2 - 1);
    return `{${space()}${members.map(([name, inner]) => `${quoted(name, pick)}${space()}:${space()}${write(inner)}`).join(`,${space()}`)}${space()}}`;
  };
  return space() + write(value) + space();
}

function quoted(text: string, pick: () => number): string {
  const escaped = [...Array(text.length).keys()].map((i) => {
    const unit = text.charCodeAt(i);
    const mustEscape = unit < 0x20 || unit === 0x22 || unit === 0x5c || (unit >= 0xd800 && unit <= 0xdfff);
    return mustEscape || pick() % 3 === 0 ? `\\u${unit.toString(16).padStart(4, '0')}` : text.charAt(i);
  });
  return `"${escaped.join('')}"`;
}
