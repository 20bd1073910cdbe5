import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Faults } from '../../local/observe/faults.ts';

afterEach(() => {
  jest.useRealTimers();
});

describe('a broken service', () => {
  it('works again by itself when its time is over, or when it is repaired', () => {
    let nowMs = 1_000_000;
    const faults = new Faults(() => nowMs);
    faults.break('queue', 60);
    faults.break('bus', 120);
    expect(faults.list()).toEqual([
      { target: 'queue', untilMs: 1_060_000 },
      { target: 'bus', untilMs: 1_120_000 },
    ]);
    nowMs += 60_000;
    expect([faults.isBroken('queue'), faults.isBroken('bus'), faults.isBroken('table')]).toEqual([false, true, false]);
    faults.repair('bus');
    expect(faults.list()).toEqual([]);
  });

  it('says once that it works again, whether it was repaired or its time is over', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const repaired: number[] = [];
    const faults = new Faults(Date.now, () => repaired.push(Date.now()));
    faults.repair('queue');
    expect(repaired).toEqual([]); // it was not broken
    faults.break('queue', 60);
    faults.break('table', 60);
    jest.advanceTimersByTime(1_000);
    faults.repair('queue');
    expect(repaired).toEqual([1_001_000]);
    jest.advanceTimersByTime(120_000);
    expect(repaired).toEqual([1_001_000, 1_060_000]);
  });

  it('that is broken again for longer does not work before that', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    const repaired: number[] = [];
    const faults = new Faults(Date.now, () => repaired.push(Date.now()));
    faults.break('bus', 10);
    faults.break('bus', 60);
    jest.advanceTimersByTime(300_000);
    expect(repaired).toEqual([1_060_000]);
  });

  it('answers 503 in place of the service, and only while it is broken', async () => {
    const faults = new Faults(() => 0);
    const answered = { response: { statusCode: 200 } };
    const client = { config: { requestHandler: { handle: () => Promise.resolve(answered) } } };
    faults.inject(client, 'table');
    expect(await client.config.requestHandler.handle()).toBe(answered);
    faults.break('table', 1);
    expect(await client.config.requestHandler.handle()).toMatchObject({ response: { statusCode: 503 } });
  });
});
