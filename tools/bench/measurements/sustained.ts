/**
 * A minute of steady load: ingress takes deliveries at a fixed rate, and workers take them from a queue in memory. Both
 * are the deployed code in a process each, and each call takes 5 ms.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { INGRESS_ASSET, WORKER_ASSET } from '../assets.ts';
import { commentsBody, queueEvent, signedEvent } from '../events.ts';
import { quantile, type Figure } from '../figure.ts';
import { lambdaEnvironment, startInvoker, type Invoker } from '../invoker.ts';
import { startStub } from '../stub/stub.ts';
import { printFigures } from './measurement.ts';

const PER_SECOND = 100;
const SECONDS = 60;
const TICK_MS = 50;

/** Sends the same number of invocations in each tick, and waits for all of them. */
async function load(
  invoker: Invoker,
  event: () => unknown,
): Promise<{ readonly ms: number[]; readonly cpuMs: number }> {
  const perTick = (PER_SECOND * TICK_MS) / 1_000;
  const samples: number[] = [];
  let cpuMs = 0;
  const startMs = performance.now();
  for (let tick = 0; tick < (SECONDS * 1_000) / TICK_MS; tick += 1) {
    await pause(Math.max(0, startMs + tick * TICK_MS - performance.now()));
    const invoked = await invoker.invoke({ event: event(), times: perTick, atOnce: perTick });
    samples.push(invoked.ms);
    cpuMs += invoked.cpuMs;
  }
  return { ms: samples, cpuMs };
}

export async function measureSustained(): Promise<Figure[]> {
  const stub = await startStub({ rttMs: 5 });
  const environment = lambdaEnvironment(stub.environment);
  const ingress = await startInvoker(INGRESS_ASSET, environment);
  const worker = await startInvoker(WORKER_ASSET, environment);
  await stub.report();
  const post = signedEvent(commentsBody(1));
  const [accepted, emitted] = await Promise.all([load(ingress, () => post), load(worker, () => queueEvent(1, 1))]);
  const { calls } = await stub.report();
  for (const one of [ingress, worker, stub]) one.stop();
  const deliveries = PER_SECOND * SECONDS;
  const lost = 2 * deliveries - (calls['SendMessage'] ?? 0) - (calls['PutEvents'] ?? 0);
  const at = `at ${PER_SECOND} deliveries a second for ${SECONDS} s`;
  return [
    { name: `lost or failed, ${at}`, value: lost, unit: 'deliveries', atMost: 0 },
    { name: `time to acknowledge, median, ${at}`, value: quantile(accepted.ms, 0.5), unit: 'ms' },
    { name: `time to acknowledge, 99 %, ${at}`, value: quantile(accepted.ms, 0.99), unit: 'ms' },
    { name: `time in the worker, median, ${at}`, value: quantile(emitted.ms, 0.5), unit: 'ms' },
    { name: `time in the worker, 99 %, ${at}`, value: quantile(emitted.ms, 0.99), unit: 'ms' },
    { name: 'CPU per delivery, ingress and worker', value: (accepted.cpuMs + emitted.cpuMs) / deliveries, unit: 'ms' },
  ];
}

await printFigures(measureSustained);
