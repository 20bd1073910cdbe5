import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { CATALOG_KINDS } from '../../../../src/catalog/kinds.ts';
import { plainRules, ruleFor, type IdentityInput, type PlainRule } from '../../../../src/catalog/identity-rule.ts';
import { sampleBody } from '../../../../src/catalog/samples/sample-body.ts';
import { canonicalForm } from '../../../../src/pipeline/change/canonical-form.ts';
import { canonicalJson } from '../../../../src/json/canonical-json.ts';
import type { Change } from '../../../../src/pipeline/change/change.ts';
import { contentText } from '../../../../src/pipeline/change/identity.ts';
import type { Json } from '../../../../src/json/json.ts';
import { parseLossless } from '../../../../src/json/parse-lossless.ts';
import { splitBody } from '../../../../src/pipeline/change/split-body.ts';
import { split } from '../../../../src/pipeline/change/split.ts';
import { claimKey } from '../../../../src/pipeline/dedupe/claim.ts';
import { CASES, caseBody, EXPECTED, payload, splitFile, toSplit } from '../../../support/builders/expected.ts';
import {
  anyItem,
  createBodies,
  FIXTURE_ITEMS,
  rewritten,
  type Item,
  type Value,
} from '../../../support/builders/items.ts';

const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
/** Equal weak changes of one body are counted apart, so that grouping them otherwise gives other keys. */
const items = fc.uniqueArray(anyItem, { maxLength: 12, selector: (item) => canonicalForm(item as unknown as Json) });

function parsed(text: string): Json {
  return parseLossless(Buffer.from(text));
}

function listKeys(body: Value): string[] {
  return keysOfText(JSON.stringify(body));
}

function keysOfText(text: string): string[] {
  return splitBody(Buffer.from(text)).changes.map((change) => claimKey(DELIVERY, change));
}

/** The lists in a WhatsApp value that hold several occurrences (reference §2). */
const WHATSAPP_LISTS = [
  'messages',
  'statuses',
  'message_echoes',
  'calls',
  'user_preferences',
  'groups',
  'state_sync',
  'history',
  'user_id_update',
  'user_actions',
  'automatic_events',
];

/** What an item tells, as texts: one per occurrence. */
function toldBy({ object, list, item: written }: Item): string[] {
  const item = parsed(JSON.stringify(written)) as Value;
  if (list === 'changed_fields') return [`name ${JSON.stringify(item)}`];
  if (list !== 'changes') return [canonicalJson(item)];
  const { field, value } = item as { field: string; value?: Value };
  if (value === undefined) return [`name ${JSON.stringify(field)}`];
  const elements = object === 'whatsapp_business_account' ? WHATSAPP_LISTS.flatMap((name) => listAt(value, name)) : [];
  return elements.length > 0 ? elements.map((element) => canonicalJson(element)) : [canonicalJson(value)];
}

function listAt(value: Value, name: string): Value[] {
  const list =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
      ? value[name]
      : undefined;
  return Array.isArray(list) ? list : [];
}

describe('splitting', () => {
  it('loses nothing and invents nothing', () => {
    fc.assert(
      fc.property(items, (all) => {
        const changes = createBodies(all, true).flatMap((body) => toSplit(body));
        const reported = changes.map(({ object, field, value }) => {
          if (value === undefined) return `name ${JSON.stringify(field)}`;
          const elements =
            object === 'whatsapp_business_account'
              ? WHATSAPP_LISTS.flatMap((name) => listAt(value as Value, name))
              : [];
          return canonicalJson(elements[0] ?? value);
        });
        expect(reported.sort()).toEqual(all.flatMap(toldBy).sort());
      }),
    );
  });

  it('gives the same set of keys when the same changes come in other entries and other bodies', () => {
    fc.assert(
      fc.property(items, fc.func(fc.nat()), (all, order) => {
        const shuffled = [...all].sort((a, b) => order(a) - order(b));
        const together = createBodies(all, true).flatMap(listKeys);
        const apart = createBodies(shuffled, false).flatMap(listKeys);
        const wrapped = listKeys(createBodies(shuffled, false));
        expect(new Set(apart)).toEqual(new Set(together));
        expect(new Set(wrapped)).toEqual(new Set(together));
      }),
    );
  });

  it('gives the same keys when WhatsApp puts the same elements into one value or into several', () => {
    const element = fc.record({
      id: fc.string({ minLength: 1 }),
      status: fc.constantFrom('sent', 'read'),
      timestamp: fc.constant('1'),
    });
    const elements = fc.uniqueArray(element, { selector: ({ id, status }) => `${id} ${status}` });
    const value = (members: Record<string, Value>): Value => ({
      field: 'messages',
      value: { metadata: { phone_number_id: '1' }, contacts: [{ wa_id: '2' }], ...members },
    });
    const body = (changes: Value[]): Value => ({ object: 'whatsapp_business_account', entry: [{ id: '3', changes }] });
    fc.assert(
      fc.property(elements, elements, (messages, statuses) => {
        const together = listKeys(body([value({ messages, statuses })]));
        const apart = listKeys(
          body([
            ...statuses.map((one) => value({ statuses: [one] })),
            ...messages.map((one) => value({ messages: [one] })),
          ]),
        );
        if (messages.length + statuses.length > 0) expect(new Set(apart)).toEqual(new Set(together));
      }),
    );
  });

  it('gives the same keys whatever the order of members, the white space and the escapes', () => {
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.nat(1000)), (all, stream) => {
        const pick = (): number => Number(stream.next().value);
        const body = createBodies(all, true);
        expect(keysOfText(rewritten(body, pick)).sort()).toEqual(listKeys(body).sort());
      }),
    );
  });

  it('gives the same key at another time and in another delivery where Meta gives a natural id', () => {
    fc.assert(
      fc.property(anyItem, fc.integer({ min: 1_900_000_001, max: 2_000_000_000 }), (item, later) => {
        const [first] = toSplit(createBodies([item], true));
        const [retry] = toSplit(createBodies([{ ...item, time: later }], true));
        const isSame = claimKey(DELIVERY, first!) === claimKey({ ...DELIVERY, deliveryId: 'delivery-2' }, retry!);
        expect(isSame).toBe(!first!.identity.weak);
      }),
    );
  });
});

/** One change, and what its identity was made from. */
interface Made {
  readonly change: Change;
  readonly input: IdentityInput;
  readonly rule: PlainRule;
}

function madeIn(rawBody: Buffer): Made[] {
  const made: Made[] = [];
  split(parseLossless(rawBody), rawBody.byteLength, (change, input, rule) =>
    made.push({ change, input, rule: ruleFor(rule, input) }),
  );
  return made;
}

/** One strong change of each content rule and variant that fixtures, cases or samples have. */
const BY_CONTENT: readonly (Made & { readonly name: string })[] = [
  ...new Map(
    [
      ...EXPECTED.map(({ file }) => payload(file)),
      ...CASES.map(({ file }) => caseBody(file)),
      ...CATALOG_KINDS.map((kind) => Buffer.from(JSON.stringify(sampleBody(kind)))),
    ]
      .flatMap(madeIn)
      .filter(({ change, rule }) => rule.mode === 'content' && !change.identity.weak)
      .map((made) => [made.rule, { ...made, name: `${made.change.object} ${made.change.field} ${made.change.kind}` }]),
  ).values(),
];

/** Every leaf of a value, by its path. */
function leaves(value: Json | undefined, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return Object.entries(value).flatMap(([name, inner]) => leaves(inner as Json, [...path, name]));
}

function valueAt(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => (at as Record<string, Json | undefined>)[name], value);
}

/** The value with another leaf, without it, or with a member beside it. */
function withLeaf(
  value: Json | undefined,
  [name, ...path]: readonly (string | number)[],
  change: (leaf: Json | undefined) => Json | undefined,
): Json | undefined {
  if (name === undefined) return change(value);
  const copy = structuredClone(value) as Record<string, Json | undefined>;
  const inner = withLeaf(copy[name], path, change);
  if (inner === undefined && Array.isArray(copy)) copy.splice(Number(name), 1);
  else if (inner === undefined) Reflect.deleteProperty(copy, name);
  else copy[name] = inner;
  return copy;
}

/** Names beside an id: of the fixtures' people. */
const DISPLAY_NAME = /(?:^|\.)(?:from\.(?:user)?name|sender_name|reviewer_name)$/;

const isVolatile = ({ rule }: Made, path: readonly (string | number)[]): boolean =>
  rule.volatile.some(({ path: named }) =>
    named.split('.').every((name, i) => name === '*' || name === String(path[i])),
  );

describe('an identity by content', () => {
  it('is tried for every rule of the catalog', () => {
    const tried = new Set(BY_CONTENT.map(({ rule }) => rule));
    const missing = CATALOG_KINDS.flatMap(({ key, object, entry }) =>
      plainRules(entry.identity).map(({ rule, name = '' }) => ({ name: `${object.object} ${key} ${name}`, rule })),
    )
      .filter(({ rule }) => rule.mode === 'content' && !tried.has(rule))
      .map(({ name }) => name);
    expect(missing).toEqual([]);
  });

  it.each(BY_CONTENT)(
    'is another one when any member is changed, removed or added that is not volatile: $name',
    (made) => {
      const { input, rule } = made;
      const before = contentText(input, rule);
      const toText = (value: Json | undefined): string => contentText({ ...input, value }, rule);
      for (const path of leaves(input.value)) {
        if (isVolatile(made, path)) {
          expect(toText(withLeaf(input.value, path, () => 'other'))).toBe(before);
          continue;
        }
        const parent = path.slice(0, -1);
        if (DISPLAY_NAME.test(path.join('.'))) continue;
        expect(toText(withLeaf(input.value, path, (leaf) => `${JSON.stringify(leaf)} other`))).not.toBe(before);
        expect(toText(withLeaf(input.value, path, () => undefined))).not.toBe(before);
        if (!Array.isArray(valueAt(input.value, parent)))
          expect(toText(withLeaf(input.value, [...parent, 'member_that_meta_adds'], () => 'x'))).not.toBe(before);
      }
    },
  );
});

describe('keys', () => {
  it('are shared by no two of 20,000 random changes unless these are equal', () => {
    const reportBy = new Map<string, string>();
    let changes = 0;
    for (const drawn of fc.sample(fc.array(anyItem, { minLength: 6, maxLength: 12 }), {
      numRuns: 2_400,
      seed: 20_261_128,
    })) {
      for (const body of createBodies(drawn, true)) {
        for (const { change, input, rule } of madeIn(Buffer.from(JSON.stringify(body)))) {
          const { object, kind, entryTime, ownTime, identity } = change;
          const time = identity.weak && (entryTime ?? ownTime);
          const what = identity.id ?? contentText(input, rule);
          const tells = JSON.stringify([object, identity.field, kind, identity.scope, what, time]);
          const key = claimKey(DELIVERY, change);
          expect(reportBy.get(key) ?? tells).toBe(tells);
          reportBy.set(key, tells);
          changes += 1;
        }
      }
    }
    expect(changes).toBeGreaterThan(20_000);
  });
});

describe('an id', () => {
  it('is compared as source text, so that numbers above 2^53 never merge', () => {
    const leads = (a: string, b: string): string =>
      `{"object":"page","entry":[{"id":1,"time":2,"changes":[${[a, b].map((id) => `{"field":"leadgen","value":{"leadgen_id":${id}}}`).join(',')}]}]}`;
    fc.assert(
      fc.property(fc.bigInt({ min: 2n ** 53n, max: 2n ** 70n }), fc.bigInt({ min: 1n, max: 5n }), (id, more) => {
        const [first, second] = keysOfText(leads(String(id), String(id + more)));
        expect(first).not.toBe(second);
        expect(keysOfText(leads(String(id), `"${id}"`))[1]).toBe(first);
      }),
    );
  });
});

describe('every object of the fixtures', () => {
  it('is among what the properties draw from', () => {
    const objects = new Set(FIXTURE_ITEMS.map(({ object }) => object));
    for (const object of [
      'ad_account',
      'application',
      'catalog',
      'certificate_transparency',
      'instagram',
      'page',
      'payments',
      'permissions',
      'threads',
      'user',
      'whatsapp_business_account',
    ]) {
      expect(objects).toContain(object);
    }
  });

  it('splits into changes that say where they come from', () => {
    for (const { file } of EXPECTED) {
      for (const { object, field, kind } of splitFile(file)) {
        expect([object, field, kind].every((name) => name.length > 0)).toBe(true);
      }
    }
  });
});
