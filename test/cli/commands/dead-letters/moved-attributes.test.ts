import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toMovedAttributes } from '../../../../cli/commands/dead-letters/moved-attributes.ts';

const MOVE = '3f2b8c1e-0000-4000-8000-000000000001';
const OURS = { deliveryId: 'd', app: 'meta', receivedAt: '2026-01-31T12:00:00.000Z', encoding: 'text' };

describe('attributes of a moved message', () => {
  it('say that it was moved, and are otherwise as they were, without the reason', () => {
    expect(toMovedAttributes({ ...OURS, reason: 'INVALID_JSON' }, MOVE)).toEqual({
      ...OURS,
      origin: `{"moved":"${MOVE}"}`,
    });
  });

  it('keep of what it is a replay', () => {
    const { origin = '' } = toMovedAttributes({ ...OURS, origin: '{"replayOf":"r","nonce":"n"}' }, MOVE);
    expect(JSON.parse(origin)).toEqual({ replayOf: 'r', nonce: 'n', moved: MOVE });
  });

  it('name the last move only', () => {
    const { origin = '' } = toMovedAttributes({ ...OURS, origin: '{"moved":"earlier"}' }, MOVE);
    expect(JSON.parse(origin)).toEqual({ moved: MOVE });
  });

  it.each(['{', '[]', '"text"', 'null', '7'])('leave an origin that cannot be read as it is: %s', (origin) => {
    expect(toMovedAttributes({ ...OURS, origin }, MOVE)['origin']).toBe(origin);
  });

  it('are never more than SQS takes, and keep all that the worker reads', () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,8}$/), { maxLength: 10 });
    fc.assert(
      fc.property(names, (others) => {
        const attributes = { ...Object.fromEntries(others.map((name) => [name, 'x'])), ...OURS };
        const moved = toMovedAttributes(attributes, MOVE);
        expect(Object.keys(moved).length).toBeLessThanOrEqual(10);
        expect(moved).toMatchObject({ ...OURS, origin: `{"moved":"${MOVE}"}` });
      }),
    );
  });
});
