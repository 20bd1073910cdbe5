/** The worker beside its bare calls, with calls, write units and memory. Each call takes 5 ms. */
import { WORKER_ASSET } from '../assets.ts';
import { queueEvent } from '../events.ts';
import { figure, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker, type Invoker } from '../invoker.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { startStub, type Stub } from '../stub/stub.ts';
import { inTurn, printFigures, withFolder } from './measurement.ts';

/** The heap of a function with 512 MB. */
const HEAP = '--max-old-space-size=400';
const SIZES = [
  { changes: 1, rounds: 200, atMost: 0.8 },
  { changes: 10, rounds: 40 },
  { changes: 100, rounds: 30 },
  { changes: 1_000, rounds: 16, atMost: 1.05, batchedAtMost: 0.45 },
  { changes: 4_000, rounds: 4 },
] as const;

/** Invocations before a size is measured: the engine compiles code that runs often. */
const WARM_UPS = 3;

interface Workers {
  readonly stub: Stub;
  readonly single: Invoker;
  readonly batched: Invoker;
  readonly bare: Invoker;
}

type Size = (typeof SIZES)[number] & { readonly batchedAtMost?: number; readonly atMost?: number };

async function measureSize({ changes, rounds, atMost, batchedAtMost }: Size, workers: Workers): Promise<Figure[]> {
  const invoke = (worker: Invoker) => async () => worker.invoke({ event: queueEvent(1, changes), times: 1 });
  for (let i = 0; i < WARM_UPS; i += 1)
    for (const worker of [workers.single, workers.batched, workers.bare]) await invoke(worker)();
  const ratiosOf = async (worker: Invoker): Promise<number[]> =>
    (await inTurn(rounds, invoke(worker), invoke(workers.bare))).map(({ ours, theirs }) => ours.ms / theirs.ms);
  const name = `worker, ${changes.toLocaleString('en-US')} change${changes === 1 ? '' : 's'}`;
  const peer = changes === 1 ? 'its three calls in sequence' : 'its bare single calls';
  const single = figure(`${name} / ${peer}`, await ratiosOf(workers.single), { unit: 'ratio', atMost });
  const batched = figure(`${name}, batched claims / ${peer}`, await ratiosOf(workers.batched), {
    unit: 'ratio',
    atMost: batchedAtMost,
  });
  return [single, batched, ...(await countOnce(name, changes, workers))];
}

/** Counts the calls and write units of one delivery. */
async function countOnce(name: string, changes: number, { stub, single, batched }: Workers): Promise<Figure[]> {
  await stub.report();
  await single.invoke({ event: queueEvent(1, changes), times: 1 });
  const { calls, writeUnits, bytes } = await stub.report();
  await batched.invoke({ event: queueEvent(1, changes), times: 1 });
  const inBatches = await stub.report();
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, count) => total + count, 0);
  const exact = (text: string, value: number, rest: Pick<Figure, 'unit' | 'atMost'>): Figure => ({
    name: `${name}: ${text}`,
    value,
    ...rest,
  });
  return [
    exact('calls', sum(calls), { unit: 'calls' }),
    exact('calls with batched claims', sum(inBatches.calls), { unit: 'calls' }),
    exact('bytes sent per change', bytes / changes, { unit: 'bytes' }),
    exact('write units per change', writeUnits / changes, { unit: 'write units', atMost: 1.1 }),
  ];
}

/** The most memory that a process took which handled 1,000 changes again and again. */
async function measureMemory(stub: Stub): Promise<Figure> {
  const worker = await startInvoker(WORKER_ASSET, lambdaEnvironment(stub.environment), [HEAP]);
  const samples: number[] = [];
  for (let i = 0; i < 10; i += 1)
    samples.push((await worker.invoke({ event: queueEvent(1, 1_000), times: 1 })).maxRssMb);
  worker.stop();
  return {
    name: 'memory of the worker, ten times 1,000 changes',
    value: Math.max(...samples),
    unit: 'MB',
    atMost: 400,
  };
}

export async function measureWorker(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const stub = await startStub({ rttMs: 5 });
    const environment = lambdaEnvironment(stub.environment);
    const workers: Workers = {
      stub,
      single: await startInvoker(WORKER_ASSET, environment, [HEAP]),
      batched: await startInvoker(WORKER_ASSET, { ...environment, BATCHED_CLAIMS: 'on' }, [HEAP]),
      bare: await startInvoker(bundlePeer('worker-calls', folder), environment, [HEAP]),
    };
    const figures: Figure[] = [];
    for (const size of SIZES) figures.push(...(await measureSize(size, workers)));
    figures.push(await measureMemory(stub));
    for (const one of [workers.single, workers.batched, workers.bare, stub]) one.stop();
    return figures;
  });
}

await printFigures(measureWorker);
