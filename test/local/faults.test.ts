import { describe, expect, it } from '@jest/globals';
import { Faults } from '../../local/observe/faults.ts';

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
