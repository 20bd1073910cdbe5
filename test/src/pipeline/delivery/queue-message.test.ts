import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Delivery } from '../../../../src/pipeline/delivery/delivery.ts';
import { fromAttributes, toAttributes } from '../../../../src/pipeline/delivery/queue-message.ts';
import { thrownBy } from '../../../support/harness/thrown.ts';

const DELIVERY: Delivery = {
  deliveryId: '019b76da-a800-7000-8000-000000000001',
  app: 'meta',
  receivedAt: '2026-01-01T00:00:00.000Z',
};

describe('the attributes of a message', () => {
  it('are those of the contract', () => {
    expect(toAttributes(DELIVERY, 'text')).toEqual({ ...DELIVERY, encoding: 'text' });
  });

  it('of a replay name the first delivery and the nonce', () => {
    const replay = { ...DELIVERY, replayOf: '019b0000-0000-7000-8000-000000000000', nonce: 'n1' };
    expect(toAttributes(replay, 's3')).toEqual({
      ...DELIVERY,
      encoding: 's3',
      origin: '{"replayOf":"019b0000-0000-7000-8000-000000000000","nonce":"n1"}',
    });
  });

  it('of a copy have one attribute more, whatever the copy is', () => {
    expect(Object.keys(toAttributes({ ...DELIVERY, replayOf: 'r', nonce: 'n', moved: 'm' }, 'text'))).toHaveLength(5);
  });

  it('give the delivery back', () => {
    const filled = fc.option(fc.string({ minLength: 1 }), { nil: undefined });
    const delivery = fc.record(
      {
        deliveryId: fc.uuid({ version: 7 }),
        app: fc.stringMatching(/^[a-z][a-z0-9]{0,19}$/),
        receivedAt: fc
          .date({ noInvalidDate: true, min: new Date(0), max: new Date('2100-01-01') })
          .map((date) => date.toISOString()),
        replayOf: fc.uuid({ version: 7 }),
        nonce: filled.map((nonce) => nonce ?? 'n'),
        moved: fc.uuid({ version: 4 }),
      },
      { requiredKeys: ['deliveryId', 'app', 'receivedAt'] },
    );
    fc.assert(
      fc.property(delivery, fc.constantFrom('text', 'base64', 's3'), (sent, encoding) => {
        expect(fromAttributes(toAttributes(sent, encoding))).toStrictEqual({ delivery: { ...sent }, encoding });
      }),
    );
  });

  it('that nobody knows are passed over', () => {
    expect(fromAttributes({ ...DELIVERY, encoding: 'text', reason: 'INVALID_JSON' })).toEqual({
      delivery: DELIVERY,
      encoding: 'text',
    });
  });

  it.each([
    { attribute: 'deliveryId', value: undefined },
    { attribute: 'deliveryId', value: '' },
    { attribute: 'app', value: undefined },
    { attribute: 'app', value: 'Planted/App' },
    { attribute: 'receivedAt', value: undefined },
    { attribute: 'receivedAt', value: 'planted' },
    { attribute: 'encoding', value: undefined },
    { attribute: 'encoding', value: 'planted' },
    { attribute: 'encoding', value: 'toString' },
    { attribute: 'origin', value: 'planted' },
    { attribute: 'origin', value: '["planted"]' },
    { attribute: 'origin', value: '{"moved":{"planted":1}}' },
    { attribute: 'origin', value: '{"replayOf":""}' },
  ])('with $attribute = $value are malformed: the attribute is named, its value is not', ({ attribute, value }) => {
    const attributes = new Map(Object.entries({ ...DELIVERY, encoding: 'text' }));
    attributes.delete(attribute);
    if (value !== undefined) attributes.set(attribute, value);
    const error = thrownBy(() => fromAttributes(Object.fromEntries(attributes)));
    expect(error.code).toBe('MESSAGE_MALFORMED');
    expect(error.hint).toContain(attribute);
    expect(`${error.message}${error.hint}`.toLowerCase()).not.toContain('planted');
  });
});
