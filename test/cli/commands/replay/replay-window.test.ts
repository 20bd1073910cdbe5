import { describe, expect, it } from '@jest/globals';
import type { CliError } from '../../../../cli/errors/cli-error.ts';
import type { Context } from '../../../../cli/context.ts';
import { mustBeInsideWindow } from '../../../../cli/commands/replay/replay-window.ts';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 31);

function createContext(windowSeconds: number | undefined): Context {
  return {
    ports: { now: () => NOW },
    stack: { dedupeWindowSeconds: windowSeconds },
  } as unknown as Context;
}

function refusal(days: number, windowSeconds: number | undefined, windowDays?: number): CliError | undefined {
  try {
    mustBeInsideWindow(createContext(windowSeconds), NOW - days * DAY, windowDays);
  } catch (error) {
    return error as CliError;
  }
  return undefined;
}
const check = (...given: Parameters<typeof refusal>): string => refusal(...given)?.code ?? 'OK';

// The claim on a change may be 7 days older than the delivery that is replayed: Meta retries for that long.
describe('a replay that is to emit nothing twice', () => {
  it.each([
    { days: 1, windowDays: 22, want: 'OK' },
    { days: 15, windowDays: 22, want: 'OK' },
    { days: 15.1, windowDays: 22, want: 'OUTSIDE_WINDOW' },
    { days: 30, windowDays: 22, want: 'OUTSIDE_WINDOW' },
    { days: 30, windowDays: 60, want: 'OK' },
    { days: 0.9, windowDays: 8, want: 'OK' },
    { days: 1.1, windowDays: 8, want: 'OUTSIDE_WINDOW' },
    { days: 0.1, windowDays: 5, want: 'OUTSIDE_WINDOW' },
  ])('from $days days ago, with $windowDays days of memory: $want', ({ days, windowDays, want }) => {
    expect(check(days, windowDays * 24 * 3600)).toBe(want);
    expect(check(days, undefined, windowDays)).toBe(want);
  });

  it('is not guessed at', () => {
    expect(check(1, undefined)).toBe('WINDOW_UNKNOWN');
  });

  it('is refused with the earliest moment, the reason and the way out', () => {
    const error = refusal(20, 22 * 24 * 3600);
    expect(error?.message).toMatch(/before 2026-03-16T00:00:00.000Z: claims expire after 22 days/);
    expect(error?.hint).toContain('--again');
  });
});
