import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { CATALOG_KINDS } from '../../../src/catalog/kinds.ts';
import { isKnownEvent, isMetaWebhookEvent, type MetaWebhookDetailType } from '../../../src/events/index.ts';
import { sampleBody, sampleEvent, samples, signedRequest } from '../../../src/testing/index.ts';
import { getCode } from '../../support/harness/thrown.ts';

const TYPES = samples.map(({ detailType, kind }) => ({
  detailType: detailType.replace('.*', '.status') as MetaWebhookDetailType,
  kind: kind as never,
}));

describe('a sample event', () => {
  it('has the sample of the catalog, with the members that the test names', () => {
    const event = sampleEvent('instagram.comments', { value: { text: 'open today?' } });
    expect(event['detail-type']).toBe('instagram.comments');
    expect(event.detail).toMatchObject({ app: 'meta', object: 'instagram', field: 'comments', kind: 'comments' });
    expect(event.detail.value).toEqual({ ...sampleEvent('instagram.comments').detail.value, text: 'open today?' });
  });

  it('is the same at each call', () => {
    expect(sampleEvent('page.feed')).toEqual(sampleEvent('page.feed'));
  });

  it("has another id if Meta's id in the value is another, and the same id if it is the same", () => {
    const plain = sampleEvent('page.leadgen').detail.id;
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(sampleEvent('page.leadgen', { value: { form_id: '1' } }).detail.id).toBe(plain);
    expect(sampleEvent('page.leadgen', { value: { leadgen_id: '1' } }).detail.id).not.toBe(plain);
  });

  it('merges at any depth, in lists element by element', () => {
    const event = sampleEvent('whatsapp_business_account.messages', {
      value: { messages: [{ text: { body: 'hi' } }] },
    });
    const value = event.detail.value as unknown as { messages: [{ id: string; text: { body: string } }] };
    expect(value.messages[0].text).toEqual({ body: 'hi' });
    expect(value.messages[0].id).toMatch(/^wamid\./);
  });

  it('takes the kind that the field is named after, or the one that the test names', () => {
    expect(sampleEvent('page.messages').detail.kind).toBe('message');
    expect(sampleEvent('page.messages', { kind: 'message.deleted' }).detail.kind).toBe('message.deleted');
  });

  it('has the members of the detail that the test names', () => {
    expect(sampleEvent('page.feed', { app: 'shop', entryId: '1' }).detail).toMatchObject({ app: 'shop', entryId: '1' });
  });

  it('has no value if the test names where it is stored', () => {
    const valueRef = { bucket: 'b', key: 'k', bytes: 300_000 };
    const { detail } = sampleEvent('page.feed', { valueRef });
    expect([detail.value, detail.valueRef]).toEqual([undefined, valueRef]);
  });

  it('exists for each kind of the catalog, and is a known event of that kind', () => {
    expect(samples).toHaveLength(CATALOG_KINDS.length);
    for (const { detailType, kind } of TYPES) {
      const event = sampleEvent(detailType, { kind });
      expect(isMetaWebhookEvent(event) && isKnownEvent(event)).toBe(true);
      if (kind !== '*') expect([event['detail-type'], event.detail.kind]).toEqual([detailType, kind]);
    }
  });

  it.each([
    {
      rule: 'names a field that the catalog lacks',
      type: 'instagram.coments',
      kind: undefined,
      want: 'UNKNOWN_DETAIL_TYPE',
    },
    { rule: 'names only an object', type: 'instagram', kind: undefined, want: 'UNKNOWN_DETAIL_TYPE' },
    { rule: 'names a kind that the field lacks', type: 'page.messages', kind: 'reed', want: 'UNKNOWN_KIND' },
  ])('is refused if the test $rule', ({ type, kind, want }) => {
    expect(getCode(() => sampleEvent(type as 'page.messages', { kind: kind as 'message' }))).toBe(want);
  });
});

describe('what a refused name of a sample says', () => {
  const messageOf = (type: string): string => {
    try {
      sampleEvent(type as 'page.messages');
      return 'not refused';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it.each([
    {
      rule: 'how to pass the kind that `send` takes as the last part',
      type: 'whatsapp_business_account.messages.status',
      says: "('whatsapp_business_account.messages', { kind: 'status' })",
    },
    { rule: 'the nearest name', type: 'instagram.coments', says: 'Did you mean instagram.comments' },
    {
      rule: 'the name of an object that was cut short',
      type: 'whatsapp.messages',
      says: 'Did you mean whatsapp_business_account.messages?',
    },
    { rule: 'where all names are, if none is near', type: 'instagram', says: 'Use a name of docs/events.md' },
  ])('$rule', ({ type, says }) => {
    expect(messageOf(type)).toContain(says);
  });
});

describe('a signed request', () => {
  it('signs the exact bytes with the app secret, as RFC 4231 case 2', () => {
    expect(signedRequest('what do ya want for nothing?', { appSecret: 'Jefe' }).headers['x-hub-signature-256']).toBe(
      'sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
  });

  it('serializes a body as Meta does: ASCII only, with escaped slashes', () => {
    const { body, headers, method } = signedRequest({ text: 'ä/b' }, { appSecret: 's' });
    expect([method, body]).toEqual(['POST', '{"text":"\\u00e4\\/b"}']);
    const mac = createHmac('sha256', 's').update('{"text":"\\u00e4\\/b"}').digest('hex');
    expect(headers['x-hub-signature-256']).toBe(`sha256=${mac}`);
  });

  it('carries the body of a sample', () => {
    const { body } = signedRequest(sampleBody('page.leadgen', { value: { leadgen_id: '7' } }), { appSecret: 's' });
    expect(JSON.parse(body)).toMatchObject({ object: 'page', entry: [{ changes: [{ value: { leadgen_id: '7' } }] }] });
  });
});
