import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { deepJson } from '../../../../src/json/canonical-json.ts';
import { MAX_CHANGES } from '../../../../src/pipeline/change/split.ts';
import { splitBody } from '../../../../src/pipeline/change/split-body.ts';
import type { Split } from '../../../../src/pipeline/change/change.ts';
import { anyItem, createBodies } from '../../../support/builders/items.ts';

const bytesOut = ({ changes, sharedValues }: Split): number =>
  [...changes.map(({ value }) => value), ...sharedValues].reduce<number>(
    (sum, value) => sum + (value === undefined ? 0 : Buffer.byteLength(deepJson(value))),
    0,
  );
const whatsapp = (value: object): Buffer =>
  Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { phone_number_id: '2' }, ...value } }] }],
    }),
  );
const list = (count: number, make: (i: number) => object): object[] => Array.from({ length: count }, (_, i) => make(i));

/** The values of all events of a body are at most so large: 4 times the body, and 1 KiB an event. */
function expectBounded(rawBody: Buffer): Split {
  const split = splitBody(rawBody);
  expect(bytesOut(split)).toBeLessThanOrEqual(4 * rawBody.byteLength + 1024 * split.changes.length);
  return split;
}

describe('what the elements of a value share', () => {
  it('never multiplies a body, whatever its elements, contacts and other members', () => {
    const text = fc.string({ maxLength: 40 });
    const person = fc.constantFrom('1', '2', '');
    const value = fc.record(
      {
        messages: fc.array(fc.record({ id: text, from: person }), { maxLength: 60 }),
        statuses: fc.array(fc.record({ id: text, recipient_id: person }), { maxLength: 20 }),
        contacts: fc.array(fc.record({ wa_id: person, profile: fc.array(text, { maxLength: 40 }) }), { maxLength: 60 }),
        errors: fc.array(text, { maxLength: 60 }),
        rest: fc.oneof(fc.array(fc.constant(1e15), { maxLength: 2_000 }), fc.string({ maxLength: 4_000 })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.array(value, { minLength: 1, maxLength: 4 }),
        (values) => void expectBounded(whatsapp(Object.assign({}, ...values) as object)),
      ),
      { numRuns: 300 },
    );
  });

  it('never multiplies what any fixture may hold', () => {
    fc.assert(
      fc.property(fc.array(anyItem, { maxLength: 12 }), (items) => {
        for (const body of createBodies(items, true)) expectBounded(Buffer.from(JSON.stringify(body)));
      }),
    );
  });

  it.each([
    {
      rule: '8,000 messages and 8,000 contacts of one number',
      value: {
        messages: list(8_000, (i) => ({ id: `m${i}`, from: '1' })),
        contacts: list(8_000, () => ({ wa_id: '1' })),
      },
      events: 8_000,
    },
    {
      rule: 'a member of 450 KB beside 5,000 messages',
      value: { messages: list(5_000, (i) => ({ id: `m${i}` })), other: 'x'.repeat(450_000) },
      events: 5_000,
    },
    {
      rule: 'one contact of 100 KB of 1,000 messages',
      value: {
        messages: list(1_000, (i) => ({ id: `m${i}`, from: '1' })),
        contacts: [{ wa_id: '1', profile: { name: 'x'.repeat(100_000) } }, { wa_id: '2' }],
      },
      events: 1_000,
    },
  ])('stays within the bound, as one event each: $rule', ({ value, events }) => {
    const { changes } = expectBounded(whatsapp(value));
    expect(changes).toHaveLength(events);
    expect(new Set(changes.map(({ kind }) => kind))).toEqual(new Set(['message']));
  });

  it('over the bound stands once, whole, and each change says where its element is', () => {
    const value = { messages: list(50, (i) => ({ id: `m${i}` })), other: 'x'.repeat(50_000) };
    const { changes, sharedValues } = splitBody(whatsapp(value));
    expect(sharedValues).toEqual([{ metadata: { phone_number_id: '2' }, ...value }]);
    expect(changes.map(({ shared, value: own }) => [shared, own])).toEqual(
      list(50, (i) => [{ at: 0, list: 'messages', index: i }, undefined]),
    );
    expect(new Set(changes.map(({ identity }) => identity.id?.[0])).size).toBe(50);
  });

  it('is copied where it is small, however many elements there are', () => {
    const { sharedValues } = splitBody(whatsapp({ statuses: list(1_000, (i) => ({ id: `s${i}`, status: 'read' })) }));
    expect(sharedValues).toEqual([]);
  });

  it('beside a change of several elements, where it is much, becomes a change of its own', () => {
    const rawBody = Buffer.from(
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '1',
            changes: [
              {
                field: 'messages',
                note: 'x'.repeat(5_000),
                value: { messages: list(1_000, (i) => ({ id: `m${i}` })) },
              },
            ],
          },
        ],
      }),
    );
    const { changes } = expectBounded(rawBody);
    expect(changes.filter(({ kind }) => kind === 'unknown').map(({ value }) => value)).toEqual([
      { note: 'x'.repeat(5_000) },
    ]);
    expect(changes.filter(({ kind }) => kind === 'message').every(({ extra }) => extra === undefined)).toBe(true);
  });
});

describe('a body of more changes than any of Meta has', () => {
  it.each([
    { rule: 'entries', body: `{"object":"page","entry":[${'0,'.repeat(MAX_CHANGES)}0]}` },
    {
      rule: 'names of fields',
      body: `{"object":"page","entry":[{"id":"1","changed_fields":[${'0,'.repeat(MAX_CHANGES)}0]}]}`,
    },
    {
      rule: 'messages',
      body: `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messages":[${'{},'.repeat(MAX_CHANGES)}{}]}}]}]}`,
    },
  ])('is one weak change of unknown kind, stored whole: $rule', ({ body }) => {
    const { changes, sharedValues } = splitBody(Buffer.from(body));
    expect(changes).toMatchObject([{ kind: 'unknown', shared: { at: 0 }, identity: { weak: true } }]);
    expect(sharedValues).toEqual([JSON.parse(body)]);
  });

  it('of exactly as many is split', () => {
    expect(splitBody(Buffer.from(`{"object":"page","entry":[${'0,'.repeat(MAX_CHANGES - 1)}0]}`)).changes).toHaveLength(
      MAX_CHANGES,
    );
  });
});
