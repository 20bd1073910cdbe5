import { describe, expect, it } from '@jest/globals';
import { OutOfTimeError } from '../../../lambdas/worker/split-apart.ts';
import { pointTo } from '../../../src/pipeline/delivery/encoding.ts';
import { MAX_STRUCTURAL_TOKENS } from '../../../src/pipeline/delivery/structural-tokens.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { commentsBody } from '../../support/builders/meta.ts';
import { record, workerOnFakes } from '../../support/fakes/worker-fakes.ts';

type Worker = ReturnType<typeof workerOnFakes>;
const TOO_DENSE = Buffer.from(`[${'0,'.repeat(MAX_STRUCTURAL_TOKENS)}0]`);

const commentIds = ({ events }: Worker): string[] =>
  events.map(({ detail }) => (JSON.parse(detail) as { value: { id: string } }).value.id);
const traced = ({ trace }: Worker, what: string): unknown[] => trace.filter(([step]) => step === what);
/** Objects as they lie in the bucket. */
const stored = (bodies: Readonly<Record<string, Buffer>>) => ({
  bucket: 'b',
  put: () => Promise.resolve(),
  get: ({ key }: { readonly key: string }) => Promise.resolve(bodies[key]!),
});
const pointer = (rawBody: Buffer, key: string): string => JSON.stringify(pointTo(rawBody, { bucket: 'b', key }));

describe('a body with too many structural tokens', () => {
  it('is archived and dead-lettered at once with the reason, and its neighbors are emitted', async () => {
    const archived: string[] = [];
    const archive = {
      write: (records: readonly { messageId: string }[]) => {
        archived.push(...records.map(({ messageId }) => messageId));
        return Promise.resolve(
          new Map(
            records.map(({ messageId }) => [
              messageId,
              { status: 'archived' as const, ref: { bucket: 'b', key: 'archive/k' } },
            ]),
          ),
        );
      },
    };
    const worker = workerOnFakes({ archive });
    expect(
      await worker.run(
        record(commentsBody(['1'])),
        record(TOO_DENSE, { deliveryId: 'dense' }),
        record(commentsBody(['2'])),
      ),
    ).toEqual([]);
    expect(archived).toContain('message-dense');
    expect(traced(worker, 'deadLetter')).toEqual([['deadLetter', 'message-dense', 'TOO_EXPENSIVE']]);
    expect(commentIds(worker).toSorted()).toEqual(['1', '2']);
  });

  it('is not even handed to the process that could bear it', async () => {
    const worker = workerOnFakes({ splitApart: () => Promise.reject(new Error('must not be called')) });
    expect(await worker.run(record(TOO_DENSE, { receives: 3, deliveryId: 'dense' }))).toEqual([]);
    expect(traced(worker, 'deadLetter')).toEqual([['deadLetter', 'message-dense', 'TOO_EXPENSIVE']]);
  });
});

describe('the order of what was received before', () => {
  const bodies = { two: commentsBody(['2', '2b']), five: commentsBody(['5', '5b', '5c', '5d', '5e']) };
  const batch = (receives: number) => [
    record(pointer(bodies.five, 'five'), { encoding: 's3', receives, deliveryId: 'five' }),
    record(commentsBody(['3', '3b', '3c']), { receives: Math.min(receives, 2), deliveryId: 'three' }),
    record(pointer(bodies.two, 'two'), { encoding: 's3', receives: 2, deliveryId: 'two' }),
  ];

  it.each([
    [2, ['two', 'three', 'five']],
    [3, ['three', 'five', 'two']],
    [4, ['five', 'two', 'three']],
    [5, ['two', 'three', 'five']],
  ])("after %i receives at most is by the size of Meta's bodies, rotated", async (receives, order) => {
    const worker = workerOnFakes({ objects: stored(bodies) });
    expect(await worker.run(...batch(receives))).toEqual([]);
    expect([
      ...new Set(worker.events.map(({ detail }) => (JSON.parse(detail) as { deliveryId: string }).deliveryId)),
    ]).toEqual(order);
  });
});

describe('a process of its own', () => {
  it.each([
    [1, 0],
    [2, 0],
    [3, 1],
    [12, 1],
  ])('at receive %i splits %i bodies', async (receives, times) => {
    const split: Buffer[] = [];
    const worker = workerOnFakes({
      splitApart: (rawBody) => Promise.resolve(splitBody((split.push(rawBody), rawBody))),
    });
    expect(await worker.run(record(commentsBody(['1']), { receives }))).toEqual([]);
    expect(split).toHaveLength(times);
    expect(commentIds(worker)).toEqual(['1']);
  });

  it("has the time until the worker must end, and its running out is nobody's failure", async () => {
    const left: number[] = [];
    const worker = workerOnFakes({
      splitApart: (_, remainingMs) => {
        left.push(remainingMs());
        return Promise.reject(new OutOfTimeError('no time left'));
      },
    });
    expect(await worker.run(record(commentsBody(['1']), { receives: 3, deliveryId: 'late' }))).toEqual([
      'message-late',
    ]);
    expect(left).toEqual([60_000 - 25_000]);
    expect(traced(worker, 'release')).toEqual([['release', 'message-late']]);
    expect(traced(worker, 'backOff')).toEqual([]);
  });

  it('that ends for a reason of its own says nothing of the body: it is tried again', async () => {
    const worker = workerOnFakes({ splitApart: () => Promise.reject(new Error('no process')) });
    expect(await worker.run(record(commentsBody(['1']), { receives: 3, deliveryId: 'again' }))).toEqual([
      'message-again',
    ]);
    expect(traced(worker, 'backOff')).toEqual([['backOff', 'message-again']]);
    expect(traced(worker, 'deadLetter')).toEqual([]);
  });
});

describe('a message that a command moved', () => {
  it('is handled alone and marked as done although all of it was emitted', async () => {
    const worker = workerOnFakes();
    await worker.run(
      record(commentsBody(['1']), { moved: '019b0000-0000-7000-8000-000000000001' }),
      record(commentsBody(['2'])),
    );
    expect(worker.trace.map(([what]) => what)).toEqual(['claim', 'put', 'remove', 'claim', 'put', 'done']);
    expect(commentIds(worker)).toEqual(['2', '1']);
  });

  it('emits nothing from a second copy', async () => {
    const worker = workerOnFakes();
    const moved = '019b0000-0000-7000-8000-000000000001';
    await worker.run(record(commentsBody(['1']), { moved, deliveryId: 'moved' }));
    const copy = { ...record(commentsBody(['1']), { moved, deliveryId: 'moved' }), messageId: 'copy' };
    expect(await worker.run(copy)).toEqual([]);
    expect(commentIds(worker)).toEqual(['1']);
  });
});

describe('two copies of one message in a batch', () => {
  it('both stay in the queue where one of them failed in part', async () => {
    const worker = workerOnFakes();
    let tries = 0;
    // The first copy's event is refused, and that of the second is taken.
    worker.control.judge = ({ detail }) =>
      detail.includes('"id":"1"') && (tries += 1) === 1 ? { refusedBy: 'InternalFailure' } : 'emitted';
    const copies = [2, 2].map((receives) => record(commentsBody(['1']), { receives, deliveryId: 'twice' }));
    const last = record(commentsBody(['2', '3', '4']), { receives: 2, deliveryId: 'last' });
    expect(await worker.run(...copies, last)).toContain('message-twice');
    expect(traced(worker, 'remove')).toEqual([]);
  });
});

describe('what time ran out for', () => {
  it('is visible again at once, and only what failed is backed off', async () => {
    const worker = workerOnFakes();
    worker.control.judge = () => {
      worker.control.remainingMs = 20_000;
      return { refusedBy: 'InternalFailure' };
    };
    const failed = record(commentsBody(['1']), { receives: 2, deliveryId: 'failed' });
    const late = record(commentsBody(['2', '3']), { receives: 2, deliveryId: 'late' });
    expect(await worker.run(failed, late)).toEqual(['message-failed', 'message-late']);
    expect(traced(worker, 'backOff')).toEqual([['backOff', 'message-failed']]);
    expect(traced(worker, 'release')).toEqual([['release', 'message-late']]);
  });

  it('is visible again at once even where SQS does not back off what failed', async () => {
    const released: string[] = [];
    const worker = workerOnFakes({
      queue: {
        backOff: () => Promise.reject(new Error('SQS refused 1 of 1 entries')),
        release: (records) => Promise.resolve(void released.push(...records.map(({ messageId }) => messageId))),
        remove: () => Promise.resolve(),
        deadLetter: () => Promise.resolve(),
      },
    });
    worker.control.judge = () => {
      worker.control.remainingMs = 20_000;
      return { refusedBy: 'InternalFailure' };
    };
    const failed = record(commentsBody(['1']), { receives: 2, deliveryId: 'failed' });
    const late = record(commentsBody(['2', '3']), { receives: 2, deliveryId: 'late' });
    expect(await worker.run(failed, late)).toEqual(['message-failed', 'message-late']);
    expect(released).toEqual(['message-late']);
    expect(worker.logged).toContainEqual(
      expect.objectContaining({ message: 'visibility of failed deliveries not changed', deliveries: 1 }),
    );
  });

  it('while its changes are claimed is released too', async () => {
    const worker = workerOnFakes();
    worker.control.judge = () => {
      worker.control.remainingMs = 20_000;
      return 'emitted';
    };
    const ids = Array.from({ length: 201 }, (_, n) => String(n)); // one more than a slice
    expect(await worker.run(record(commentsBody(ids), { deliveryId: 'long' }))).toEqual(['message-long']);
    expect(traced(worker, 'release')).toEqual([['release', 'message-long']]);
    expect(traced(worker, 'backOff')).toEqual([]);
    worker.control.remainingMs = 60_000;
    worker.control.judge = () => 'emitted';
    expect(await worker.run(record(commentsBody(ids), { deliveryId: 'long', receives: 2 }))).toEqual([]);
    expect(commentIds(worker).toSorted()).toEqual(ids.toSorted());
  });
});
