import { describe, expect, it } from '@jest/globals';
import { commentsBody } from '../../support/builders/meta.ts';
import { record, workerOnFakes } from '../../support/fakes/worker-fakes.ts';

const comment = (...ids: string[]): Buffer => commentsBody(ids);
const listIds = (events: readonly { detail: string }[]): string[] =>
  events.map(({ detail }) => (JSON.parse(detail) as { value: { id: string } }).value.id);
const steps = (trace: readonly (readonly [string, ...string[]])[]): string[] => trace.map(([what]) => what);

describe('claims', () => {
  it('a delivery passes its own claims, so that a crash after claiming loses nothing', async () => {
    const worker = workerOnFakes({});
    worker.control.judge = () => ({ refusedBy: 'InternalFailure' });
    const delivery = record(comment('1'));
    expect(await worker.run(delivery)).toEqual([delivery.messageId]);
    worker.control.judge = () => 'emitted';
    expect(await worker.run(delivery)).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1']);
  });

  it('another delivery of the same change is refused', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1')));
    expect(await worker.run(record(comment('1')))).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1']);
  });

  it('after the window the change counts as new, although the table still has its claim', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1')));
    worker.control.nowMs += 22 * 24 * 3600 * 1000 - 1000;
    await worker.run(record(comment('1')));
    expect(worker.events).toHaveLength(1);
    worker.control.nowMs += 1000;
    await worker.run(record(comment('1')));
    expect(worker.events).toHaveLength(2);
  });

  it('two deliveries of one change in a batch: the second is dropped before any write', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1')), record(comment('1')));
    expect(steps(worker.trace)).toEqual(['claim', 'put']);
  });

  it('a redriven delivery that owns the claim gets its change although a newer delivery of it stands before it', async () => {
    const worker = workerOnFakes();
    worker.control.judge = () => ({ refusedBy: 'InternalFailure' });
    await worker.run(record(comment('1'), { deliveryId: 'owner' }));
    worker.control.judge = () => 'emitted';
    // A redrive starts at the first receive again.
    expect(
      await worker.run(record(comment('1'), { deliveryId: 'newer' }), record(comment('1'), { deliveryId: 'owner' })),
    ).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1']);
    expect(JSON.parse(worker.events[0]!.detail)).toMatchObject({ deliveryId: 'owner' });
  });

  it('a claim that fails brings every delivery of the change back: nobody knows whose it is', async () => {
    const worker = workerOnFakes({
      claims: { claim: () => Promise.reject(new Error('down')), markDone: () => Promise.resolve() },
    });
    const [first, second] = [record(comment('1')), record(comment('1'))];
    expect(await worker.run(first, second)).toEqual([first.messageId, second.messageId]);
    expect(worker.events).toEqual([]);
  });

  it('a replay with a nonce passes claims, and says what it replays', async () => {
    const worker = workerOnFakes();
    await worker.run(record(comment('1')));
    await worker.run(record(comment('1'), { nonce: 'run-1', replayOf: 'original' }));
    await worker.run(record(comment('1'), { nonce: 'run-1', replayOf: 'original' }));
    expect(worker.events.map(({ detail }) => (JSON.parse(detail) as { replayOf?: string }).replayOf)).toEqual([
      undefined,
      'original',
    ]);
  });
});

describe('what was received before', () => {
  it('goes alone and last, smallest first, and what is done is deleted before it', async () => {
    const worker = workerOnFakes();
    const fresh = record(comment('1'), { deliveryId: 'fresh' });
    const large = record(comment('2', '3', '4'), { receives: 2, deliveryId: 'large' });
    const small = record(comment('5'), { receives: 2, deliveryId: 'small' });
    expect(await worker.run(large, small, fresh)).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1', '5', '2', '3', '4']);
    expect(worker.trace.filter(([what]) => what === 'remove')).toEqual([
      ['remove', 'message-fresh'],
      ['remove', 'message-small'],
    ]);
    expect(steps(worker.trace).indexOf('remove')).toBeLessThan(steps(worker.trace).indexOf('done'));
  });

  it('a body that kills the process does not make its neighbours come twice', async () => {
    const worker = workerOnFakes();
    const kill = (): never => {
      throw new Error('out of memory');
    };
    worker.control.judge = ({ detail }) => (detail.includes('"id":"9"') ? kill() : 'emitted');
    const good = record(comment('1'), { receives: 2 });
    const poison = record(comment('9', '10'), { receives: 2 });
    await expect(worker.run(good, poison)).rejects.toThrow('out of memory');
    expect([...worker.table.values()].filter(({ done }) => done)).toHaveLength(1);
    expect(await worker.run({ ...good, attributes: { ...good.attributes, ApproximateReceiveCount: '3' } })).toEqual([]);
    expect(listIds(worker.events)).toEqual(['1']);
  });

  it('bodies that no message could hold go alone from the first receive on', async () => {
    const pointer = JSON.stringify({ bucket: 'b', key: 'k', bytes: comment('1').byteLength, sha256: 'f'.repeat(64) });
    const worker = workerOnFakes({
      objects: { bucket: 'b', put: () => Promise.resolve(), get: () => Promise.resolve(comment('1')) },
    });
    const oversize = record(pointer, { encoding: 's3', deliveryId: 'oversize' });
    await worker.run(oversize, record(comment('2')), record(comment('3')));
    // Its digest is not that of the object: it was tampered with, and is reported.
    expect(worker.trace.at(-1)).toEqual(['deadLetter', 'message-oversize', 'OVERSIZE_BODY_ALTERED']);
    expect(listIds(worker.events)).toEqual(['2', '3']);
  });
});

describe('what cannot be read', () => {
  it.each([
    { rule: 'not JSON', message: record('{"object":'), reason: 'INVALID_JSON' },
    { rule: 'without an app', message: record('{}', { app: '' }), reason: 'MESSAGE_MALFORMED' },
    { rule: 'in an unknown encoding', message: record('{}', { encoding: 'zip' }), reason: 'MESSAGE_MALFORMED' },
    {
      rule: 'a pointer to nowhere',
      message: record('{"bucket":"b"}', { encoding: 's3' }),
      reason: 'MESSAGE_MALFORMED',
    },
  ])('$rule goes to the dead letters at once with $reason', async ({ message, reason }) => {
    const worker = workerOnFakes();
    expect(await worker.run(message, record(comment('1')))).toEqual([]);
    expect(worker.trace).toContainEqual(['deadLetter', message.messageId, reason]);
    expect(listIds(worker.events)).toEqual(['1']);
  });

  it('stays in the queue while the dead letters do not take it', async () => {
    const worker = workerOnFakes({
      queue: {
        release: () => Promise.resolve(),
        backOff: () => Promise.resolve(),
        remove: () => Promise.resolve(),
        deadLetter: () => Promise.reject(new Error('down')),
      },
    });
    const message = record('{"object":');
    expect(await worker.run(message)).toEqual([message.messageId]);
  });

  it('a bucket that does not answer is no reason to dead-letter: it is tried again', async () => {
    const worker = workerOnFakes();
    const message = record(JSON.stringify({ bucket: 'b', key: 'k', bytes: 1, sha256: '' }), { encoding: 's3' });
    expect(await worker.run(message)).toEqual([message.messageId]);
    expect(steps(worker.trace)).toEqual(['backOff']);
  });
});

describe('failed deliveries', () => {
  it('are backed off together, and come back even where that fails', async () => {
    const queue = {
      release: () => Promise.resolve(),
      backOff: () => Promise.reject(new Error('down')),
      remove: () => Promise.resolve(),
      deadLetter: () => Promise.resolve(),
    };
    const worker = workerOnFakes({ queue });
    worker.control.judge = () => ({ refusedBy: 'InternalFailure' });
    const message = record(comment('1'));
    expect(await worker.run(message)).toEqual([message.messageId]);
    expect(worker.logged.map(({ message: line }) => line)).toContain('visibility of failed deliveries not changed');
  });

  it('a value that the bucket does not take is a failed change, its neighbours are emitted', async () => {
    const worker = workerOnFakes({
      objects: {
        bucket: 'b',
        put: () => Promise.reject(new Error('SlowDown')),
        get: () => Promise.reject(new Error('no')),
      },
    });
    const large = Buffer.from(comment('1', '2').toString().replace('synthetic', 'x'.repeat(300_000)));
    const message = record(large);
    expect(await worker.run(message)).toEqual([message.messageId]);
    expect(listIds(worker.events)).toEqual(['2']);
  });
});
