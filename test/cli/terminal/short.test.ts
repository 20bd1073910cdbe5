import { describe, expect, it } from '@jest/globals';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import { formatStatus } from '../../../cli/terminal/status.ts';

const HASH = '3f1c9a7e'.padEnd(64, '0');
const UUID = '019b7600-0000-7000-8000-0000abcdef01';

describe('on a terminal', () => {
  it.each([
    { rule: 'a hash has its first 8 characters', id: HASH, want: '3f1c9a7e' },
    // RFC 9562: the first 48 bits of a UUIDv7 are its time, so 8 hex digits are the same for 65 seconds.
    { rule: 'a deliveryId has its last 8, because the first are its time', id: UUID, want: 'abcdef01' },
    { rule: "an id of Meta's stays whole", id: '17841405822304914', want: '17841405822304914' },
    { rule: 'the id of a message stays whole', id: 'message:abc', want: 'message:abc' },
  ])('$rule', ({ id, want }) => {
    expect(shortId(id, { isCompact: true })).toBe(want);
  });

  it('a time has no milliseconds', () => {
    expect(shortTime('2026-01-31T12:00:05.123Z', { isCompact: true })).toBe('2026-01-31T12:00:05Z');
  });

  it('a status has a symbol', () => {
    const statuses = (['good', 'attention', 'bad', 'none'] as const).map((level) => formatStatus('x', level, TERMINAL));
    expect(statuses.map(({ text, style }) => [text, style])).toEqual([
      ['✔ x', 'green'],
      ['! x', 'yellow'],
      ['✘ x', 'red'],
      ['- x', 'dim'],
    ]);
  });
});

const TERMINAL = { isTerminal: true };

it('elsewhere, ids, times and words are as they are', () => {
  const full = { isCompact: false };
  expect([shortId(HASH, full), shortId(UUID, full), shortTime('2026-01-31T12:00:05.123Z', full)]).toEqual([
    HASH,
    UUID,
    '2026-01-31T12:00:05.123Z',
  ]);
  expect(formatStatus('ok', 'good', { isTerminal: false }).text).toBe('ok');
});
