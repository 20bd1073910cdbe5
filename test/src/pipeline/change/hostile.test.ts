import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitBody } from '../../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../../src/pipeline/dedupe/claim.ts';
import { splitFile } from '../../../support/builders/expected.ts';

const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };

function listKeys(text: string): string[] {
  return splitBody(Buffer.from(text)).changes.map((change) => claimKey(DELIVERY, change));
}

function body(object: string, entry: string): string {
  return `{"object":${JSON.stringify(object)},"entry":[${entry}]}`;
}

const OBJECTS = [
  'page',
  'instagram',
  'whatsapp_business_account',
  'user',
  'permissions',
  'threads',
  'ad_account',
  'constructor',
  '__proto__',
  'toString',
];

/** One change with `value` as its source text, as every object would carry it. */
function bodiesWith(value: string): string[] {
  // Deep values are slow to write down: the two objects with the most rules are enough for them.
  const objects = value.length > 10_000 ? ['page', 'whatsapp_business_account'] : OBJECTS;
  const change = `{"id":"1","time":2,"changes":[{"field":"feed","value":${value}}]}`;
  const event = `{"id":"1","time":2,"messaging":[${value}],"standby":[{"message":${value},"sender":${value}}]}`;
  const fields = [
    'messages',
    'history',
    'comments',
    'mentions',
    'story_insights',
    'field_changed',
    'leadgen',
    'constructor',
    '__proto__',
    'hasOwnProperty',
  ];
  return objects.flatMap((object) => [
    body(object, change),
    body(object, event),
    ...fields.map((field) =>
      body(object, `{"id":"1","changes":[{"field":${JSON.stringify(field)},"value":${value}}]}`),
    ),
    ...['messages', 'statuses', 'history'].map((list) =>
      body(object, `{"id":"1","changes":[{"field":"messages","value":{"${list}":[${value}],"contacts":${value}}}]}`),
    ),
  ]);
}

const DEEP = '['.repeat(10_000) + ']'.repeat(10_000);
const DEEP_OBJECT = '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000);
const HOSTILE = [
  { rule: '10,000 arrays inside each other', value: DEEP },
  { rule: '10,000 objects inside each other', value: DEEP_OBJECT },
  { rule: '1e400', value: '1e400' },
  { rule: 'a lone surrogate', value: '"\\ud800"' },
  { rule: 'null', value: 'null' },
  { rule: 'false', value: 'false' },
  { rule: 'an empty text', value: '""' },
  { rule: 'an empty list', value: '[]' },
  { rule: 'an empty object', value: '{}' },
  {
    rule: 'members named like those that every object has',
    value:
      '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"hasOwnProperty":1,"recipient":{},"toString":{}}',
  },
  {
    rule: 'lists where ids are due',
    value: '{"id":["a"],"mid":{},"leadgen_id":[],"media_id":{},"threads":[1,{"messages":[2]}],"target_ids":[{}]}',
  },
  {
    rule: 'objects where events are due',
    value: '{"message":[],"read":{"mid":{}},"delivery":{"mids":[{}],"watermark":null},"recipient":[]}',
  },
];

describe('a hostile body', () => {
  it.each(HOSTILE)('is split and keyed without a throw: $rule', ({ value }) => {
    for (const text of [value, `[${value}]`, ...bodiesWith(value)]) {
      const keys = listKeys(text);
      expect(keys.every((key) => /^[0-9a-f]{64}$/.test(key))).toBe(true);
    }
  });

  it.each(HOSTILE)('loses nothing: $rule', ({ value }) => {
    expect(listKeys(body('page', `{"id":"1","time":2,"changes":[{"field":"x","value":${value}}]}`))).toHaveLength(1);
  });

  it('pollutes no prototype', () => {
    for (const { value } of HOSTILE) bodiesWith(value).forEach(listKeys);
    splitFile('edge/proto-keys.json');
    const probe: Record<string, unknown> = {};
    expect(probe['polluted']).toBeUndefined();
    expect(probe['x']).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('reads no member that objects inherit', () => {
    const [change] = splitBody(
      Buffer.from(
        '{"object":"page","entry":[{"id":"1","time":2,"changes":[{"field":"leadgen","value":{"__proto__":{"leadgen_id":"7"}}}]}]}',
      ),
    ).changes;
    expect(change!.identity.weak).toBe(true);
  });

  it('is a body like any other when it is any JSON at all', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), (text) => {
        for (const change of splitBody(Buffer.from(text)).changes) expect(claimKey(DELIVERY, change)).toHaveLength(64);
      }),
    );
  });
});

describe('keys of hostile ids', () => {
  const hostileText = fc.oneof(
    fc.string(),
    fc.string({ unit: fc.constantFrom('|', ',', '"', '\\', '\ud800', '\udc00', '\u0000', 'a', '[', ']') }),
  );
  const pairs = fc.tuple(hostileText, hostileText, hostileText, hostileText);

  it('never collide, whatever separators they hold', () => {
    const getKey = (level: string, id: string): string =>
      listKeys(
        body(
          'ad_account',
          `{"id":"1","time":2,"changes":[{"field":"in_process_ad_objects","value":${JSON.stringify({ level, id, status_name: 's' })}}]}`,
        ),
      )[0]!;
    fc.assert(
      fc.property(pairs, ([a, b, c, d]) => {
        expect(getKey(a, b) === getKey(c, d)).toBe(a === c && b === d);
      }),
    );
  });

  it('never collide in a list of ids, whose order says nothing', () => {
    const getKey = (mids: string[]): string =>
      listKeys(
        body(
          'page',
          `{"id":"1","time":2,"messaging":[{"sender":{"id":"s"},"delivery":${JSON.stringify({ watermark: 1, mids })}}]}`,
        ),
      )[0]!;
    const list = fc.array(hostileText, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(getKey(a) === getKey(b)).toBe(JSON.stringify([...a].sort()) === JSON.stringify([...b].sort()));
        expect(getKey([...a].reverse())).toBe(getKey(a));
      }),
    );
  });

  it('tell lone surrogates apart', () => {
    const getKey = (mid: string): string =>
      listKeys(body('page', `{"id":"1","time":2,"messaging":[{"message":{"mid":"${mid}"}}]}`))[0]!;
    expect(new Set([getKey('\\ud800'), getKey('\\ud801'), getKey('\\udc00'), getKey('\\ufffd')]).size).toBe(4);
  });

  it('tell numbers apart that a double cannot', () => {
    const weak = (value: string): string =>
      listKeys(body('page', `{"id":"1","time":2,"changes":[{"field":"x","value":${value}}]}`))[0]!;
    expect(
      new Set([weak('1e400'), weak('1e401'), weak('-1e400'), weak('9007199254740993'), weak('9007199254740992')]).size,
    ).toBe(5);
  });

  it('are different for different apps, objects, kinds and scopes', () => {
    const [change] = splitFile('instagram/comments.json');
    const keys = [
      claimKey(DELIVERY, change!),
      claimKey({ ...DELIVERY, app: 'other' }, change!),
      claimKey({ ...DELIVERY, nonce: 'n' }, change!),
      claimKey(DELIVERY, { ...change!, object: 'page' }),
      claimKey(DELIVERY, { ...change!, kind: 'live_comments' }),
      claimKey(DELIVERY, { ...change!, identity: { ...change!.identity, scope: '2' } }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });
});
