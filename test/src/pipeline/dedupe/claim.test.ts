import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../../src/pipeline/change/change.ts';
import { claimKey, toClaim } from '../../../../src/pipeline/dedupe/claim.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS, MIN_DEDUPE_WINDOW_DAYS } from '../../../../src/pipeline/dedupe/window.ts';

const CONTENT = '0123456789abcdef'.repeat(4);
const delivery = { deliveryId: 'd', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const change: Change = {
  object: 'instagram',
  field: 'messages',
  kind: 'comments',
  entryId: '1',
  entryTime: '1767225600',
  ownTime: '1767225599',
  identity: { field: 'comments', scope: '1', id: ['7'], content: CONTENT, weak: false },
};
const byContent: Change = { ...change, identity: { field: 'comments', scope: '1', content: CONTENT, weak: false } };
const weak: Change = { ...byContent, identity: { ...byContent.identity, weak: true } };

/** The contract's form of a key, written out here once more. */
function sha256(...identity: unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([1, 'meta', 'instagram', 'comments', 'comments', '1', ...identity]))
    .digest('hex');
}

describe('the key of a claim', () => {
  it.each([
    { rule: 'has version, app, object, field, kind, scope and the id', change, want: { id: ['7'] } },
    { rule: 'has the digest of the content where there is no id', change: byContent, want: { content: CONTENT } },
    {
      rule: 'has the time of the entry where the identity is weak',
      change: weak,
      want: { content: CONTENT, time: '1767225600' },
    },
    {
      rule: 'has the time of the change where the entry has none',
      change: { ...weak, entryTime: undefined },
      want: { content: CONTENT, time: '1767225599' },
    },
    {
      rule: 'has the delivery where Meta gives no time',
      change: { ...weak, entryTime: undefined, ownTime: undefined },
      want: { content: CONTENT, time: 'd' },
    },
    {
      rule: 'has the delivery for the Test button without a time: its constants have a time of their own',
      change: { ...change, entryTime: undefined, identity: { ...change.identity, weak: true, isTest: true } },
      want: { id: ['7'], time: 'd' },
    },
    {
      rule: 'has the number of an equal weak change',
      change: { ...weak, identity: { ...weak.identity, n: 2 } },
      want: { content: CONTENT, time: '1767225600', n: 2 },
    },
  ])('$rule', ({ change: given, want }) => {
    expect(claimKey(delivery, given)).toBe(sha256(want));
  });

  it('has the delivery that is replayed where Meta gives no time', () => {
    const replay = { ...delivery, deliveryId: 'another', replayOf: 'd' };
    expect(claimKey(replay, { ...weak, entryTime: undefined, ownTime: undefined })).toBe(
      sha256({ content: CONTENT, time: 'd' }),
    );
  });

  it("has a replay's nonce last", () => {
    expect(claimKey({ ...delivery, nonce: 'n' }, change)).toBe(sha256({ id: ['7'], nonce: 'n' }));
  });
});

describe('a claim', () => {
  it('belongs to the delivery until the window has passed', () => {
    expect(toClaim('key', delivery, { nowMs: 1_767_225_600_999, windowSeconds: 60 })).toEqual({
      pk: 'key',
      owner: 'd',
      expiresAt: 1_767_225_660,
    });
  });

  it('keeps 8 bytes of the content of a change with an id, so that one id with two contents is seen', () => {
    expect(toClaim('key', delivery, { nowMs: 0, windowSeconds: 60, identity: change.identity }).digest).toBe(
      '0123456789abcdef',
    );
    expect(
      toClaim('key', delivery, { nowMs: 0, windowSeconds: 60, identity: byContent.identity }).digest,
    ).toBeUndefined();
  });

  it("outlasts Meta's seven days of retries", () => {
    expect(MIN_DEDUPE_WINDOW_DAYS).toBeGreaterThan(7);
    expect(DEFAULT_DEDUPE_WINDOW_DAYS).toBeGreaterThanOrEqual(7 + 14);
  });
});
