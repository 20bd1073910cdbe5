import { describe, expect, it } from '@jest/globals';
import { createArchive } from '../../../lambdas/worker/archive.ts';
import { collectMetrics } from '../../../lambdas/worker/batch-metrics.ts';
import { getMetrics, addUp, type EmfLine } from '../../support/harness/emf-lines.ts';
import { commentsBody } from '../../support/builders/meta.ts';
import { record, workerOnFakes } from '../../support/fakes/worker-fakes.ts';

const app = { service: 'worker', app: 'meta' };
const instagram = { ...app, object: 'instagram' };
const body = (value: unknown): string => JSON.stringify(value);
/** `workerOnFakes` receives at second 1 and works at second 2 of 2026. */
const SECOND_0 = 1767225600;

/** Every metric of `changes` that was written under these dimensions, by name. */
const getCounts = (
  emf: readonly EmfLine[],
  dimensions: Readonly<Record<string, string>>,
): Record<string, number | undefined> =>
  Object.fromEntries(
    ['Changes', 'Emitted', 'Duplicates', 'Weak', 'Failed', 'Unknown', 'PutEventsFailedEntries']
      .map((name) => [name, addUp(emf, name, dimensions)] as const)
      .filter(([, sum]) => sum !== undefined),
  );

describe('changes', () => {
  it('are counted by app and object, those of several deliveries in one line', async () => {
    const { run, emf } = workerOnFakes();
    await run(record(commentsBody(['1', '2', '2'])), record(commentsBody(['2', '3'])));
    expect(getCounts(emf, instagram)).toEqual({ Changes: 5, Emitted: 3, Duplicates: 2 });
    expect(getCounts(emf, app)).toEqual({ Changes: 5, Emitted: 3, Duplicates: 2 });
    expect(emf.filter((line) => 'Changes' in line)).toHaveLength(1);
  });

  it('without a natural id are weak', async () => {
    const { run, emf } = workerOnFakes();
    await run(record(body({ object: 'user', entry: [{ id: '1', time: SECOND_0, changed_fields: ['photos'] }] })));
    expect(getCounts(emf, { ...app, object: 'user' })).toEqual({ Changes: 1, Emitted: 1, Weak: 1 });
  });

  it('of a field that nobody knows are unknown', async () => {
    const { run, emf } = workerOnFakes();
    await run(
      record(
        body({ object: 'page', entry: [{ id: '1', time: SECOND_0, changes: [{ field: 'quantum_feed', value: {} }] }] }),
      ),
    );
    expect(getCounts(emf, { ...app, object: 'page' })).toMatchObject({ Unknown: 1 });
  });

  it('of objects that nobody knows share one dimension, however many there are', async () => {
    const { run, emf } = workerOnFakes();
    const objects = [...Array(50).keys()].map((i) => ({
      object: `planted${i}`,
      entry: [{ id: '1', time: SECOND_0, changes: [{ field: 'x', value: {} }] }],
    }));
    await run(record(body(objects)));
    expect(getCounts(emf, { ...app, object: 'other' })).toMatchObject({ Changes: 50, Unknown: 50 });
    expect(JSON.stringify(emf)).not.toContain('planted');
  });

  it('that the bus does not take are refused by it, and failed', async () => {
    const { run, emf, control } = workerOnFakes();
    control.judge = () => ({ refusedBy: 'ThrottlingException' });
    await run(record(commentsBody(['1', '2'])));
    expect(getCounts(emf, instagram)).toEqual({ Changes: 2, Emitted: 0, Failed: 2, PutEventsFailedEntries: 2 });
  });

  it('that were not claimed are failed, and not refused by the bus', async () => {
    const { claims } = workerOnFakes();
    const { run, emf } = workerOnFakes({ claims: { ...claims, claim: () => Promise.reject(new Error('down')) } });
    await run(record(commentsBody(['1'])));
    expect(getCounts(emf, instagram)).toEqual({ Changes: 1, Emitted: 0, Failed: 1 });
  });
});

describe('lateness', () => {
  it("counts from our receipt and from the oldest of Meta's times, once a delivery", async () => {
    const { run, emf } = workerOnFakes();
    const entries = [SECOND_0 - 30, SECOND_0 - 90].map((time, i) => ({
      id: '9',
      time,
      changes: [{ field: 'comments', value: { id: String(i) } }],
    }));
    await run(record(body({ object: 'instagram', entry: entries })));
    const values = (name: string): number[] =>
      getMetrics(emf).find((metric) => metric.name === name && 'object' in metric.dimensions)!.values as number[];
    expect([values('ProcessingLatency'), values('EndToEndLatency')]).toEqual([[1000], [92_000]]);
  });

  it("is never below zero, where Meta's clock is ahead of ours", async () => {
    const { run, emf } = workerOnFakes();
    await run(record(commentsBody(['1'], SECOND_0 + 60)));
    expect(addUp(emf, 'EndToEndLatency', instagram)).toBe(0);
  });

  it.each([
    {
      rule: 'a replay, which is late on purpose',
      message: record(commentsBody(['1']), { replayOf: 'first', nonce: 'n' }),
    },
    { rule: 'a delivery of which nothing was emitted', message: record(body({ object: 'instagram', entry: [] })) },
  ])('is not told of $rule', async ({ message }) => {
    const { run, emf } = workerOnFakes();
    await run(message);
    expect(getMetrics(emf).filter(({ name }) => name === 'ProcessingLatency' || name === 'EndToEndLatency')).toEqual(
      [],
    );
  });

  it('from Meta is not told of its Test button, nor where Meta gives no time', async () => {
    const { run, emf } = workerOnFakes();
    await run(
      record(
        body({
          object: 'instagram',
          entry: [{ id: '0', time: 1, changes: [{ field: 'comments', value: { id: '1' } }] }],
        }),
      ),
      record(body({ object: 'instagram', entry: [{ id: '9', changes: [{ field: 'comments', value: { id: '2' } }] }] })),
    );
    expect([addUp(emf, 'EndToEndLatency', instagram), addUp(emf, 'ProcessingLatency', instagram)]).toEqual([
      undefined,
      2000,
    ]);
  });
});

describe('a batch', () => {
  const worker = { service: 'worker' };

  it('says how many deliveries it had and what time was left', async () => {
    const { run, emf, control } = workerOnFakes();
    control.remainingMs = 51_000;
    await run(record(commentsBody(['1'])), record(commentsBody(['2'])));
    expect([addUp(emf, 'Deliveries', worker), addUp(emf, 'RemainingTime', worker)]).toEqual([2, 51_000]);
    expect([addUp(emf, 'BatchItemFailures', worker), addUp(emf, 'DeadLettered', worker)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('says how many went back and how many into the dead letters', async () => {
    const { run, emf, control } = workerOnFakes();
    control.judge = () => ({ refusedBy: 'ThrottlingException' });
    await run(record('not JSON'), record('neither'), record(commentsBody(['1'])));
    expect([addUp(emf, 'BatchItemFailures', worker), addUp(emf, 'DeadLettered', worker)]).toEqual([1, 2]);
  });

  it('says how many bytes went into the archive, object by object', async () => {
    const metrics = collectMetrics();
    const stored = new Map<string, number>();
    const objects = {
      bucket: 'b',
      put: (key: string, object: Buffer | string) =>
        Promise.resolve(void stored.set(key.split('/')[1]!, object.length)),
      get: () => Promise.reject(new Error()),
    };
    const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const archive = createArchive({ objects, newId: () => 'id', log: silent, metrics });
    const { run, emf } = workerOnFakes({ archive, metrics });
    await run(record(commentsBody(['1'])), record(commentsBody(['2']), { app: 'shop' }));
    // Objects are written side by side.
    const archived = getMetrics(emf).filter(({ name }) => name === 'ArchiveBytes');
    expect(new Map(archived.map(({ dimensions, values }) => [dimensions['app'], values[0]]))).toEqual(stored);
    expect([...stored.keys()].sort()).toEqual(['meta', 'shop']);
  });
});

it('nothing of a body or an id stands in a line of metrics', async () => {
  const { run, emf } = workerOnFakes();
  const planted = (n: number): string => `491700000${n}`;
  const whatsapp = {
    object: 'whatsapp_business_account',
    entry: [
      {
        id: planted(1),
        changes: [
          {
            field: 'messages',
            value: {
              metadata: { phone_number_id: planted(2) },
              messages: [{ id: planted(3), from: planted(4), text: { body: planted(5) } }],
            },
          },
        ],
      },
    ],
  };
  await run(
    record(body(whatsapp)),
    record(
      body({ object: planted(6), entry: [{ id: planted(7), changes: [{ field: planted(8), value: planted(9) }] }] }),
    ),
    record(planted(1)),
  );
  expect(new Set(getMetrics(emf).map(({ dimensions }) => dimensions['object']))).toEqual(
    new Set([undefined, 'whatsapp_business_account', 'other']),
  );
  expect(JSON.stringify(emf)).not.toContain('491700000');
});
