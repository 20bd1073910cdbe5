/**
 * The first POST of a new environment, beside the ingress that one writes by hand with the same SDK. Lambda gives the
 * initialization about two processors and an invocation the share of its memory. The share is emulated: the process is
 * stopped and continued in periods of 20 ms.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { ChildProcess } from 'node:child_process';
import { INGRESS_ASSET } from '../assets.ts';
import { commentsBody, signedEvent } from '../events.ts';
import { figure, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker } from '../invoker.ts';
import { bundlePeer } from '../peers/bundle-peer.ts';
import { startStub } from '../stub/stub.ts';
import { printFigures, withFolder } from './measurement.ts';

const ROUNDS = 15;
/** The share of a processor that 512 MB have: 512 of 1,769 MB. */
const SHARE = 0.29;
const PERIOD_MS = 20;

interface ColdStart {
  readonly importMs: number;
  readonly firstMs: number;
  readonly totalMs: number;
}

/** Lets a process run for its share of each period, until told otherwise. */
async function throttle(child: ChildProcess, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    child.kill('SIGSTOP');
    await pause(PERIOD_MS * (1 - SHARE));
    child.kill('SIGCONT');
    await pause(PERIOD_MS * SHARE);
  }
}

async function coldStart(file: string, environment: Readonly<Record<string, string>>): Promise<ColdStart> {
  const invoker = await startInvoker(file, environment);
  const ended = new AbortController();
  const throttled = throttle(invoker.process, ended.signal);
  const { ms, sinceStartMs } = await invoker.invoke({ event: signedEvent(commentsBody(1)), times: 1 });
  ended.abort();
  await throttled;
  invoker.stop();
  return { importMs: invoker.importMs, firstMs: ms, totalMs: sinceStartMs };
}

interface Pair {
  readonly ours: ColdStart;
  readonly theirs: ColdStart;
}

export async function measureCold(): Promise<Figure[]> {
  return withFolder(async (folder) => {
    const peer = bundlePeer('ingress', folder);
    const stub = await startStub({ rttMs: 5, tls: true });
    const environment = lambdaEnvironment(stub.environment);
    const pairs: Pair[] = [];
    for (let round = 0; round < ROUNDS; round += 1)
      pairs.push({ ours: await coldStart(INGRESS_ASSET, environment), theirs: await coldStart(peer, environment) });
    stub.stop();
    return toFigures(pairs);
  });
}

function toFigures(pairs: readonly Pair[]): Figure[] {
  const ratios = (of: (start: ColdStart) => number): number[] => pairs.map(({ ours, theirs }) => of(ours) / of(theirs));
  const times = (of: (pair: Pair) => number): number[] => pairs.map(of);
  return [
    figure(
      'cold first POST / hand-written ingress',
      ratios(({ firstMs }) => firstMs),
      { unit: 'ratio', atMost: 0.3 },
    ),
    figure(
      'cold start in all / hand-written ingress',
      ratios(({ totalMs }) => totalMs),
      {
        unit: 'ratio',
        atMost: 0.75,
      },
    ),
    figure(
      'cold first POST',
      times(({ ours }) => ours.firstMs),
      { unit: 'ms' },
    ),
    figure(
      'cold first POST of the hand-written ingress',
      times(({ theirs }) => theirs.firstMs),
      { unit: 'ms' },
    ),
    figure(
      'cold start in all',
      times(({ ours }) => ours.totalMs),
      { unit: 'ms' },
    ),
    figure(
      'cold start in all of the hand-written ingress',
      times(({ theirs }) => theirs.totalMs),
      { unit: 'ms' },
    ),
  ];
}

await printFigures(measureCold);
