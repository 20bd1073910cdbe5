import { describe, expect, it } from '@jest/globals';
import { record, workerOnFakes } from '../../support/fakes/worker-fakes.ts';
import { commentsBody } from '../../support/builders/meta.ts';

const comment = (...ids: string[]): Buffer => commentsBody(ids);

describe('the log', () => {
  it('has one line for a delivery that is alone in its batch: its counts without zeros, and all metrics', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1', '1', '2'), { deliveryId: 'd' }));
    expect(worker.printed).toHaveLength(1);
    expect(worker.logged).toEqual([
      {
        message: 'delivered',
        deliveryId: 'd',
        app: 'meta',
        object: 'instagram',
        changes: 3,
        emitted: 2,
        duplicates: 1,
      },
    ]);
    expect(JSON.parse(worker.printed[0]!)).toMatchObject({ Deliveries: 1, Changes: 3, Emitted: 2, Duplicates: 1 });
  });

  it('has a line for each delivery of a batch, and one with the metrics of all', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1'), { deliveryId: 'd' }), record(comment('1'), { deliveryId: 'e' }));
    expect(worker.logged).toEqual([
      { message: 'delivered', deliveryId: 'd', app: 'meta', changes: 1, emitted: 1 },
      { message: 'delivered', deliveryId: 'e', app: 'meta', changes: 1, emitted: 0, duplicates: 1 },
      { message: 'batch processed', deliveries: 2, app: 'meta', object: 'instagram' },
    ]);
    expect(worker.emf).toEqual([expect.objectContaining({ Deliveries: 2, Changes: 2, Emitted: 1, Duplicates: 1 })]);
  });

  it('has the metrics of deliveries that are done before a delivery that may end the process begins', async () => {
    const worker = workerOnFakes();
    worker.control.judge = ({ detail }) => {
      if (detail.includes('"deadly"')) throw new Error('the process ends');
      return 'emitted';
    };
    const batch = [record(comment('1')), record(comment('deadly'), { receives: 2 })];
    await worker.run(...batch).catch(() => undefined);
    expect(worker.emf).toContainEqual(expect.objectContaining({ message: 'group processed', Changes: 1, Emitted: 1 }));
  });

  it('says so of a delivery that is alone and failed, in one line with its metrics', async () => {
    const worker = workerOnFakes();
    worker.control.judge = () => ({ refusedBy: 'InternalFailure' });
    await worker.run(record(comment('1'), { deliveryId: 'd' }));
    expect(worker.emf).toEqual([
      expect.objectContaining({
        level: 'ERROR',
        message: 'delivery failed in part, will be tried again',
        deliveryId: 'd',
        failed: 1,
        Failed: 1,
        BatchItemFailures: 1,
      }),
    ]);
  });

  it('names what the catalog does not know, once a delivery, without values', async () => {
    const worker = workerOnFakes();
    const changes = [1, 2].map((n) => ({ field: 'quantum_feed', value: { planted: n } }));
    await worker.run(
      record(JSON.stringify({ object: 'page', entry: [{ id: '1', time: 1767225600, changes }] }), { deliveryId: 'd' }),
    );
    expect(worker.logged).toEqual([
      {
        message: 'unknown to the catalog',
        deliveryId: 'd',
        app: 'meta',
        unknown: 'field',
        name: 'page.quantum_feed',
        changes: 2,
      },
      {
        message: 'delivered',
        deliveryId: 'd',
        app: 'meta',
        object: 'page',
        changes: 2,
        emitted: 2,
        weak: 2,
        unknown: 2,
      },
    ]);
  });

  it('never holds anything of a body', async () => {
    const worker = workerOnFakes();
    worker.control.judge = () => ({ refusedBy: 'InternalFailure' });
    await worker.run(record(comment('planted-id')), record('{"planted-body'));
    expect(JSON.stringify(worker.logged)).not.toContain('planted');
  });
});
