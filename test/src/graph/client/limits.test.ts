import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRetryAfterMs, readUsage, type UsageEntry } from '../../../../src/graph/client/usage.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  graphClient,
  catchGraphError,
  graphTestPorts,
  IDS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fake.reset();
});
afterAll(() => fake.stop());

const read = { path: [IDS.page, 'subscribed_apps'] };
const appUsage = (percent: number) => ({
  'x-app-usage': JSON.stringify({ call_count: percent, total_cputime: 3, total_time: 2 }),
});

describe('the usage headers', () => {
  const parseUsage = (headers: Readonly<Record<string, string>>) => readUsage((name) => headers[name]);

  // Samples as in https://developers.facebook.com/docs/graph-api/overview/rate-limiting#headers
  it.each<{
    rule: string;
    headers: Readonly<Record<string, string>>;
    want: readonly Partial<UsageEntry>[];
    highest: number;
  }>([
    {
      rule: 'of an app',
      headers: { 'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":24}' },
      want: [{ limit: 'app', percent: 28, regainAccessMs: 0 }],
      highest: 28,
    },
    {
      rule: 'of a Page',
      headers: { 'x-page-usage': '{"call_count":8,"total_time":35,"total_cputime":25}' },
      want: [{ limit: 'page', percent: 35, regainAccessMs: 0 }],
      highest: 35,
    },
    {
      rule: 'of an ad account',
      headers: { 'x-ad-account-usage': '{"acc_id_util_pct":9.67,"reset_time_duration":100}' },
      want: [{ limit: 'ad-account', percent: 9.67, regainAccessMs: 0 }],
      highest: 9.67,
    },
    {
      rule: 'of a full ad account, with the seconds until it is reset',
      headers: { 'x-ad-account-usage': '{"acc_id_util_pct":100,"reset_time_duration":100}' },
      want: [{ limit: 'ad-account', percent: 100, regainAccessMs: 100_000 }],
      highest: 100,
    },
    {
      rule: 'of business use cases',
      headers: {
        'x-business-use-case-usage':
          '{"10153848260347724":[{"type":"pages","call_count":97,"total_cputime":23,"total_time":23,"estimated_time_to_regain_access":0}],"17841405822304914":[{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19}]}',
      },
      want: [
        { limit: 'business-use-case', id: '10153848260347724', type: 'pages', percent: 97, regainAccessMs: 0 },
        {
          limit: 'business-use-case',
          id: '17841405822304914',
          type: 'instagram',
          percent: 100,
          regainAccessMs: 1_140_000,
        },
      ],
      highest: 100,
    },
  ])('$rule are read', ({ headers, want, highest }) => {
    const usage = parseUsage(headers);
    expect(usage?.entries).toEqual(want);
    expect(usage?.highestPercent).toBe(highest);
  });

  it('that say nothing are no reading', () => {
    expect(parseUsage({})).toBeUndefined();
  });

  it('that are malformed in any way never fail a call', () => {
    const header = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify({ '1': value, '2': [value] })),
    );
    fc.assert(
      fc.property(header, (text) => {
        const usage = parseUsage({
          'x-app-usage': text,
          'x-business-use-case-usage': text,
          'x-page-usage': '[[[',
          'x-ad-account-usage': text,
        });
        for (const { percent, regainAccessMs } of usage?.entries ?? []) {
          expect(percent).toBeGreaterThanOrEqual(0);
          expect(regainAccessMs).toBeGreaterThanOrEqual(0);
          expect(Number.isFinite(percent)).toBe(true);
        }
      }),
    );
  });

  it('of the last answer can be asked for', async () => {
    const client = graphClient(fake);
    expect(client.usage()).toBeUndefined();
    fake.failNext({ answer: 'as-usual', headers: appUsage(12) });
    await client.send(read);
    await client.send(read);
    expect(client.usage()).toMatchObject({ highestPercent: 12, entries: [{ limit: 'app' }] });
  });
});

describe('Retry-After', () => {
  const nowMs = Date.parse('2026-11-22T12:00:00Z');

  it.each([
    { rule: 'in seconds', header: '120', want: 120_000 },
    { rule: 'as a date', header: 'Sun, 22 Nov 2026 12:00:30 GMT', want: 30_000 },
    { rule: 'as a date that has passed', header: 'Sun, 22 Nov 2026 11:00:00 GMT', want: 0 },
    { rule: 'as anything else', header: 'soon', want: undefined },
    { rule: 'absent', header: null, want: undefined },
  ])('$rule is read', ({ header, want }) => {
    expect(readRetryAfterMs(header, nowMs)).toBe(want);
  });
});

describe('a call that met a limit', () => {
  it('is tried again after the time that Meta gives, and a little more', async () => {
    const ports = graphTestPorts();
    fake.failNext({ answer: documented.appLimit(), headers: { 'retry-after': '7' } });
    await graphClient(fake, {}, ports).send(read);
    expect(ports.pauses).toEqual([7_000 + 2_500]);
  });

  it("without a time of Meta's waits longer than after a failure that passes", async () => {
    const ports = graphTestPorts();
    fake.failNext({ answer: documented.customLimit() });
    await graphClient(fake, {}, ports).send(read);
    expect(ports.pauses).toEqual([2_500]);
  });

  it.each([
    {
      rule: 'by Retry-After',
      fault: { answer: documented.appLimit(), headers: { 'retry-after': '3600' } },
      want: 3_600_000,
    },
    { rule: 'by the usage header', fault: { answer: documented.businessLimit(80_002, 60) }, want: 3_600_000 },
  ])('is not kept waiting beyond its own time, but says how long it would be: $rule', async ({ fault, want }) => {
    const ports = graphTestPorts();
    fake.failNext(fault);
    expect(await catchGraphError(graphClient(fake, {}, ports).send(read))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: want,
    });
    expect([fake.calls.length, ports.pauses]).toEqual([1, []]);
  });

  it('of an ad account is waited for as long as its header says', async () => {
    const ports = graphTestPorts(0);
    const headers = { 'x-ad-account-usage': '{"acc_id_util_pct":100,"reset_time_duration":12}' };
    fake.failNext({ answer: documented.userLimit(), headers });
    await graphClient(fake, {}, ports).send(read);
    expect(ports.pauses).toEqual([12_000]);
  });

  it('is not tried again when the usage is beyond the stop, though Meta gives no time', async () => {
    fake.failNext({ answer: documented.businessLimit(80_002, 0) });
    expect(await catchGraphError(graphClient(fake).send(read))).toMatchObject({ code: 'RATE_LIMITED' });
    expect(fake.calls).toHaveLength(1);
  });

  it("is told as such by a 429 that is not Graph's", async () => {
    fake.failNext({ answer: { status: 429, body: 'Too Many Requests' }, headers: { 'retry-after': '99' } });
    expect(await catchGraphError(graphClient(fake).send(read))).toMatchObject({
      code: 'RATE_LIMITED',
      retryAfterMs: 99_000,
    });
  });
});

describe('a client near a limit', () => {
  const after = async (percent: number, options: Readonly<Record<string, number>> = {}) => {
    const ports = graphTestPorts();
    const client = graphClient(fake, options, ports);
    fake.failNext({ answer: 'as-usual', headers: appUsage(percent) });
    await client.send(read);
    return { ports, client };
  };

  it.each([
    { percent: 79, want: [] },
    { percent: 86, want: [2_000] },
    { percent: 94, want: [4_666.666666666667] },
  ])('slows down from 80 % on: $percent %', async ({ percent, want }) => {
    const { ports, client } = await after(percent);
    await client.send(read);
    expect(ports.pauses).toEqual(want);
  });

  it('stops at 95 %, before Meta refuses', async () => {
    const { client } = await after(95);
    expect(await catchGraphError(client.send(read))).toMatchObject({
      code: 'USAGE_HIGH',
      outcome: 'not-done',
      retryAfterMs: 300_000,
    });
    expect(fake.calls).toHaveLength(1);
  });

  it('looks again after five minutes', async () => {
    const { ports, client } = await after(99);
    await ports.pause(300_000);
    await client.send(read);
    expect(fake.calls).toHaveLength(2);
  });

  it('has its limits as told', async () => {
    const { client } = await after(50, { stopAtPercent: 50 });
    expect(await catchGraphError(client.send(read))).toMatchObject({ code: 'USAGE_HIGH' });
  });

  it("waits when Meta's time fits into the call's", async () => {
    const ports = graphTestPorts();
    const client = graphClient(fake, { maxAttempts: 1 }, ports);
    fake.failNext({ answer: documented.businessLimit(80_001, 1) });
    await catchGraphError(client.send(read));
    await client.send({ ...read, budgetMs: 90_000 });
    expect(ports.pauses).toEqual([60_000]);
  });
});
