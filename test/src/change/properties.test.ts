import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalJson } from '../../../src/change/canonical-json.ts';
import type { Json } from '../../../src/change/json.ts';
import { parseLossless } from '../../../src/change/parse-lossless.ts';
import { split } from '../../../src/change/split.ts';
import { claimKey } from '../../../src/dedupe/claim.ts';
import { EXPECTED, payload, splitFile } from '../../support/expected.ts';
import { anyItem, bodiesOf, FIXTURE_ITEMS, rewritten, type Item, type Value } from '../../support/items.ts';

const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const items = fc.array(anyItem, { maxLength: 12 });

function parsed(text: string): Json {
  return parseLossless(Buffer.from(text));
}

function keysOf(body: Value): string[] {
  return keysOfText(JSON.stringify(body));
}

function keysOfText(text: string): string[] {
  return split(parsed(text)).map((change) => claimKey(DELIVERY, change));
}

/** The lists in a WhatsApp value that hold several occurrences (reference §2). */
const WHATSAPP_LISTS = ['messages', 'statuses', 'message_echoes', 'calls', 'user_preferences', 'groups', 'state_sync', 'history', 'user_id_update'];

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
  const list = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name) ? value[name] : undefined;
  return Array.isArray(list) ? list : [];
}

describe('splitting', () => {
  it('loses nothing and invents nothing', () => {
    fc.assert(
      fc.property(items, (all) => {
        const changes = bodiesOf(all, true).flatMap((body) => split(parsed(JSON.stringify(body))));
        const told = changes.map(({ object, field, value }) => {
          if (value === undefined) return `name ${JSON.stringify(field)}`;
          const elements = object === 'whatsapp_business_account' ? WHATSAPP_LISTS.flatMap((name) => listAt(value as Value, name)) : [];
          return canonicalJson(elements[0] ?? value);
        });
        expect(told.sort()).toEqual(all.flatMap(toldBy).sort());
      }),
    );
  });

  it('gives the same set of keys when the same changes come in other entries and other bodies', () => {
    fc.assert(
      fc.property(items, fc.func(fc.nat()), (all, order) => {
        const shuffled = [...all].sort((a, b) => order(a) - order(b));
        const together = bodiesOf(all, true).flatMap(keysOf);
        const apart = bodiesOf(shuffled, false).flatMap(keysOf);
        const wrapped = keysOf(bodiesOf(shuffled, false));
        expect(new Set(apart)).toEqual(new Set(together));
        expect(new Set(wrapped)).toEqual(new Set(together));
      }),
    );
  });

  it('gives the same keys when WhatsApp puts the same elements into one value or into several', () => {
    const element = fc.record({ id: fc.string({ minLength: 1 }), status: fc.constantFrom('sent', 'read'), timestamp: fc.constant('1') });
    const value = (members: Record<string, Value>): Value => ({ field: 'messages', value: { metadata: { phone_number_id: '1' }, contacts: [{ wa_id: '2' }], ...members } });
    const body = (changes: Value[]): Value => ({ object: 'whatsapp_business_account', entry: [{ id: '3', changes }] });
    fc.assert(
      fc.property(fc.array(element), fc.array(element), (messages, statuses) => {
        const together = keysOf(body([value({ messages, statuses })]));
        const apart = keysOf(body([...statuses.map((one) => value({ statuses: [one] })), ...messages.map((one) => value({ messages: [one] }))]));
        if (messages.length + statuses.length > 0) expect(new Set(apart)).toEqual(new Set(together));
      }),
    );
  });

  it('gives the same keys whatever the order of members, the white space and the escapes', () => {
    fc.assert(
      fc.property(items, fc.infiniteStream(fc.nat(1000)), (all, stream) => {
        const pick = (): number => Number(stream.next().value);
        const body = bodiesOf(all, true);
        expect(keysOfText(rewritten(body, pick)).sort()).toEqual(keysOf(body).sort());
      }),
    );
  });

  it('gives the same key at another time and in another delivery where Meta gives a natural id', () => {
    fc.assert(
      fc.property(anyItem, fc.integer({ min: 1_900_000_001, max: 2_000_000_000 }), (item, later) => {
        const [first] = split(parsed(JSON.stringify(bodiesOf([item], true))));
        const [retry] = split(parsed(JSON.stringify(bodiesOf([{ ...item, time: later }], true))));
        const isSame = claimKey(DELIVERY, first!) === claimKey({ ...DELIVERY, deliveryId: 'delivery-2' }, retry!);
        expect(isSame).toBe(!first!.identity.weak);
      }),
    );
  });
});

describe('a natural id', () => {
  /** The members that a row lists, and where they stand as texts of their own in the change. */
  const NATURAL = EXPECTED.filter(({ file, ids }) => ids?.length === 1 && !file.includes('standby')).flatMap(({ file, ids }) =>
    (ids?.[0] ?? '')
      .split('|')
      .slice(3)
      .filter((member) => /[a-z0-9_]{4,}/i.test(member) && !member.startsWith('sha256:') && payload(file).includes(`"${member}"`))
      .map((member) => ({ file, member })),
  );

  it('is listed for every object that has one', () => {
    const objects = new Set(NATURAL.map(({ file }) => file.split('/')[0]));
    for (const object of ['user', 'page', 'messenger', 'instagram', 'whatsapp_business_account', 'threads', 'ad_account', 'application', 'catalog']) {
      expect(objects).toContain(object);
    }
    expect(NATURAL.length).toBeGreaterThan(90);
  });

  it.each(NATURAL.map((one) => ({ ...one, rule: `${one.file} ${one.member}` })))('$rule: changes the key when it changes', ({ file, member }) => {
    const text = payload(file).toString();
    const before = keysOfText(text);
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (other) => {
        fc.pre(other !== member);
        const changed = text.replaceAll(`"${member}"`, () => JSON.stringify(other));
        expect(keysOfText(changed)).not.toEqual(before);
      }),
      { numRuns: 20 },
    );
  });

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
    for (const object of ['ad_account', 'application', 'catalog', 'certificate_transparency', 'instagram', 'page', 'payments', 'permissions', 'threads', 'user', 'whatsapp_business_account']) {
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
