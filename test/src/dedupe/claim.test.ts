import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { SENT_AT } from '../../../src/catalog/entry.ts';
import type { Change } from '../../../src/change/change.ts';
import { claimKey, claimOf } from '../../../src/dedupe/claim.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS, MIN_DEDUPE_WINDOW_DAYS } from '../../../src/dedupe/window.ts';

const delivery = { deliveryId: 'd', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const change: Change = {
  object: 'instagram',
  field: 'comments',
  kind: 'comments',
  entryId: '1',
  entryTime: '1767225600',
  identity: { scope: '1', members: ['7'], weak: false },
};
const weak: Change = { ...change, identity: { scope: '1', members: ['x', SENT_AT], weak: true } };

function sha256(parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

describe('the key of a claim', () => {
  it('is the SHA-256 of app, object, kind, scope and members as a JSON array', () => {
    expect(claimKey(delivery, change)).toBe(sha256(['meta', 'instagram', 'comments', '1', '7']));
  });

  it('has the time of the entry where nothing else identifies', () => {
    expect(claimKey(delivery, weak)).toBe(sha256(['meta', 'instagram', 'comments', '1', 'x', '1767225600']));
  });

  it('has the delivery where Meta gives no time', () => {
    expect(claimKey(delivery, { ...weak, entryTime: undefined })).toBe(sha256(['meta', 'instagram', 'comments', '1', 'x', 'd']));
  });

  it('has the delivery that is replayed where Meta gives no time', () => {
    const replay = { ...delivery, deliveryId: 'another', replayOf: 'd' };
    expect(claimKey(replay, { ...weak, entryTime: undefined })).toBe(sha256(['meta', 'instagram', 'comments', '1', 'x', 'd']));
  });

  it("has a replay's nonce last", () => {
    expect(claimKey({ ...delivery, nonce: 'n' }, change)).toBe(sha256(['meta', 'instagram', 'comments', '1', '7', 'n']));
  });
});

describe('a claim', () => {
  it('belongs to the delivery until the window has passed', () => {
    expect(claimOf('key', delivery, { nowMs: 1_767_225_600_999, windowSeconds: 60 })).toEqual({ pk: 'key', owner: 'd', expiresAt: 1_767_225_660 });
  });

  it("outlasts Meta's seven days of retries", () => {
    expect(MIN_DEDUPE_WINDOW_DAYS).toBeGreaterThan(7);
    expect(DEFAULT_DEDUPE_WINDOW_DAYS).toBeGreaterThanOrEqual(7 + 14);
  });
});
