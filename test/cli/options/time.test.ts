import { describe, expect, it } from '@jest/globals';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { parseRange, parseTime } from '../../../cli/options/time.ts';

const NOW = Date.UTC(2026, 2, 10, 12, 0, 0);

describe('a time', () => {
  it.each([
    ['2026-01-31T12:00Z', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31T12:00:05.250Z', '2026-01-31T12:00:05.250Z'],
    ['2026-01-31T12:00', '2026-01-31T12:00:00.000Z'],
    ['2026-01-31 12:00:01', '2026-01-31T12:00:01.000Z'],
    ['2026-01-31T12:00+02:00', '2026-01-31T10:00:00.000Z'],
    ['2026-01-31T12:00-0330', '2026-01-31T15:30:00.000Z'],
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['now', '2026-03-10T12:00:00.000Z'],
    ['90s', '2026-03-10T11:58:30.000Z'],
    ['30m', '2026-03-10T11:30:00.000Z'],
    ['2h', '2026-03-10T10:00:00.000Z'],
    ['3d', '2026-03-07T12:00:00.000Z'],
    ['1w', '2026-03-03T12:00:00.000Z'],
  ])('%s is %s', (text, want) => {
    expect(new Date(parseTime(text, NOW)!).toISOString()).toBe(want);
  });

  it.each([
    '',
    'yesterday',
    '2h ago',
    '-2h',
    '2 h',
    '1.5h',
    '2026-02-30',
    '2026-13-01',
    '2026-01-31T24:00Z',
    '2026-01-31T12:60Z',
    '2026-1-31',
    '31.01.2026',
    '1767225600',
    '2026-01-31T12Z',
  ])('%j is none', (text) => {
    expect(parseTime(text, NOW)).toBeUndefined();
  });
});

describe('a range', () => {
  const refusal = (from: string, to?: string): unknown => {
    try {
      return parseRange({ from, to }, NOW);
    } catch (error) {
      return error;
    }
  };

  it('ends now unless it says otherwise', () => {
    expect(parseRange({ from: '1h' }, NOW)).toEqual({ fromMs: NOW - 3_600_000, toMs: NOW });
  });

  it.each([
    { rule: 'a time that is none, by its option', from: 'soon', to: '1h', want: '--from: "soon" is not a time' },
    { rule: 'an end that is none, by its option', from: '2h', to: 'later', want: '--to: "later" is not a time' },
    {
      rule: 'an end before its beginning',
      from: '1h',
      to: '2h',
      want: '--from (2026-03-10T11:00:00.000Z) is not before --to (2026-03-10T10:00:00.000Z)',
    },
    {
      rule: 'a range of nothing',
      from: '1h',
      to: '1h',
      want: '--from (2026-03-10T11:00:00.000Z) is not before --to (2026-03-10T11:00:00.000Z)',
    },
    {
      rule: 'a range in the future',
      from: '2026-03-11',
      to: undefined,
      want: '--from (2026-03-11T00:00:00.000Z) is not before --to (2026-03-10T12:00:00.000Z)',
    },
  ])('refuses $rule', ({ from, to, want }) => {
    const error = refusal(from, to) as CliError;
    expect([error.code, error.exitCode, error.message]).toEqual(['USAGE', 2, want]);
  });
});
