import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { Archive } from '../../../lambdas/worker/archive.ts';
import { commentsBody } from '../../support/builders/meta.ts';
import { record, workerOnFakes } from '../../support/fakes/worker-fakes.ts';

const comment = (...ids: string[]): Buffer => commentsBody(ids);
const listIds = (events: readonly { detail: string }[]): string[] =>
  events.map(({ detail }) => (JSON.parse(detail) as { value: { id: string } }).value.id);
const manyIds = (count: number): string[] => Array.from({ length: count }, (_, i) => `1${i}`);
const steps = (trace: readonly (readonly [string, ...string[]])[]): string[] => trace.map(([what]) => what);

describe('marks', () => {
  it('are not set where everything was emitted: one write per change', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1', '2', '3')));
    expect(steps(worker.trace)).toEqual(['claim', 'claim', 'claim', 'put']);
  });

  it('are set on what was emitted where something was not; the next try emits only the rest', async () => {
    const worker = workerOnFakes();
    const delivery = record(comment('1', '2', '3'));
    worker.control.judge = ({ detail }) =>
      detail.includes('"id":"2"') ? { refusedBy: 'ThrottlingException' } : 'emitted';
    expect(await worker.run(delivery)).toEqual([delivery.messageId]);
    expect(listIds(worker.events)).toEqual(['1', '3']);
    expect([...worker.table.values()].map(({ done }) => done ?? false)).toEqual([true, false, true]);
    worker.control.judge = () => 'emitted';
    expect(
      await worker.run({ ...delivery, attributes: { ...delivery.attributes, ApproximateReceiveCount: '2' } }),
    ).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1', '3', '2']);
  });

  it('are set at once from the second receive on', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1'), { receives: 2 }));
    expect(steps(worker.trace)).toEqual(['claim', 'put', 'done']);
  });

  it('are tried until they hold', async () => {
    let failures = 3;
    const worker = workerOnFakes();
    const claims = {
      claim: (...asked: Parameters<typeof worker.claims.claim>) => worker.claims.claim(...asked),
      markDone: (claim: Parameters<typeof worker.claims.markDone>[0]) =>
        (failures -= 1) >= 0 ? Promise.reject(new Error('throttled')) : worker.claims.markDone(claim),
    };
    const again = workerOnFakes({ claims });
    again.control.judge = ({ detail }) => (detail.includes('"id":"2"') ? { refusedBy: 'InternalFailure' } : 'emitted');
    const delivery = record(comment('1', '2'));
    expect(await again.run(delivery)).toEqual([delivery.messageId]);
    expect([failures, [...worker.table.values()].map(({ done }) => done)]).toEqual([-1, [true, undefined]]);
  });

  it('are tried once where they are a precaution only: nothing comes again', async () => {
    const worker = workerOnFakes({
      claims: { claim: () => Promise.resolve('claimed'), markDone: () => Promise.reject(new Error('down')) },
    });
    expect(await worker.run(record(comment('1'), { receives: 2 }))).toEqual([]);
    expect(worker.logged.filter(({ message }) => message === 'emitted but not marked as done yet')).toHaveLength(1);
  });

  it('are not set on 4,000 changes either, if there is time: one write per change', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment(...manyIds(4_000))));
    expect(worker.events).toHaveLength(4_000);
    expect(steps(worker.trace).filter((step) => step !== 'put')).toEqual(Array(4_000).fill('claim'));
  });

  it('have time on many changes: emission ends when marks could take as long as everything up to then', async () => {
    const worker = workerOnFakes();
    worker.control.remainingMs = 60_000;
    worker.control.judge = () => {
      // Ten ms a change: 4,000 changes would take 40 s, and 25 s of the 60 are kept for what is under way.
      worker.control.nowMs += 10;
      worker.control.remainingMs -= 10;
      return 'emitted';
    };
    const delivery = record(comment(...manyIds(4_000)));
    expect(await worker.run(delivery)).toEqual([delivery.messageId]);
    expect(worker.events.length).toBeGreaterThanOrEqual(1_750);
    expect(worker.events.length).toBeLessThan(1_850);
    const done = [...worker.table.values()].filter((claim) => claim.done === true);
    expect(done).toHaveLength(worker.events.length);
    expect(worker.trace.at(-1)).toEqual(['release', delivery.messageId]);
  });

  it('are given up when time runs out, with an error in the log', async () => {
    const worker = workerOnFakes({
      claims: { claim: () => Promise.resolve('claimed'), markDone: () => Promise.reject(new Error('down')) },
    });
    worker.control.judge = ({ detail }) => {
      worker.control.remainingMs = 9_000;
      return detail.includes('"id":"2"') ? { refusedBy: 'InternalFailure' } : 'emitted';
    };
    await worker.run(record(comment('1', '2')));
    expect(worker.logged.map(({ message }) => message)).toContain(
      'emitted but not marked as done: will be emitted again',
    );
  });
});

describe('the archive', () => {
  const later = () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    return {
      done: promise,
      end: () => {
        resolve(undefined);
      },
    };
  };
  /** An archive that ends when it is told to, with one outcome for all or for some. */
  const archiveThat = (done: Promise<undefined>, fails: (deliveryId: string) => boolean = () => false): Archive => ({
    write: async (batch) => {
      await done;
      return new Map(
        batch.map(({ messageId, attributes }) => [
          messageId,
          fails(attributes['deliveryId'] ?? '')
            ? ({ status: 'failed' } as const)
            : ({ status: 'archived', ref: { bucket: 'archive', key: messageId } } as const),
        ]),
      );
    },
  });

  it('is written beside reading and claims, and nothing is emitted before it has ended', async () => {
    const { done, end } = later();
    const worker = workerOnFakes({ archive: archiveThat(done) });
    const delivery = record(comment('1', '2'));
    const run = worker.run(delivery);
    await setImmediate();
    expect(steps(worker.trace)).toEqual(['claim', 'claim']);
    end();
    expect(await run).toEqual([]);
    expect(steps(worker.trace)).toEqual(['claim', 'claim', 'put']);
    expect(worker.events.map(({ detail }) => (JSON.parse(detail) as { archive: unknown }).archive)).toEqual(
      Array(2).fill({ bucket: 'archive', key: delivery.messageId }),
    );
  });

  it('fails: nothing is emitted or counted, the delivery comes back and passes its own claims', async () => {
    const delivery = record(comment('1', '2'));
    let fails = true;
    const worker = workerOnFakes({ archive: archiveThat(Promise.resolve(undefined), () => fails) });
    expect(await worker.run(delivery)).toEqual([delivery.messageId]);
    expect([worker.events, worker.emf.filter((line) => 'Changes' in line)]).toEqual([[], []]);
    fails = false;
    expect(await worker.run(delivery)).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1', '2']);
  });

  it('fails for one delivery: the others of its batch are emitted', async () => {
    const [bad, good] = [record(comment('1')), record(comment('2'))];
    const badId = bad.messageAttributes['deliveryId']?.stringValue;
    const worker = workerOnFakes({
      archive: archiveThat(Promise.resolve(undefined), (deliveryId) => deliveryId === badId),
    });
    expect(await worker.run(bad, good)).toEqual([bad.messageId]);
    expect(listIds(worker.events)).toEqual(['2']);
  });

  it('fails for a large delivery: only its first changes are claimed', async () => {
    const worker = workerOnFakes({ archive: archiveThat(Promise.resolve(undefined), () => true) });
    await worker.run(record(comment(...manyIds(1_000))));
    expect(worker.trace.filter(([what]) => what === 'claim').length).toBeLessThanOrEqual(200);
  });

  it('fails for a body that does not parse: it is not dead-lettered, because nobody else has it', async () => {
    const worker = workerOnFakes({ archive: archiveThat(Promise.resolve(undefined), () => true) });
    const delivery = record('{"cut');
    expect(await worker.run(delivery)).toEqual([delivery.messageId]);
    expect(steps(worker.trace)).not.toContain('deadLetter');
  });
});

describe('slices', () => {
  it('overlap: the next one is claimed while one is emitted', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment(...manyIds(400))));
    const trace = steps(worker.trace);
    // The claims of the second slice begin before the first call to the bus.
    expect(trace.slice(0, trace.indexOf('put')).length).toBeGreaterThan(200);
    expect(listIds(worker.events)).toEqual(manyIds(400));
  });
});
