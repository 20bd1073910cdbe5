// Runs in a separate process, from source. Prints as JSON which functions of the worker one delivery calls on its way
// to the bus, step by step. Each call of a port ends a step.
import { hash } from 'node:crypto';
import { Session, type Profiler } from 'node:inspector';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { collectMetrics } from '../../../lambdas/worker/batch-metrics.ts';
import { createBus } from '../../../lambdas/worker/bus.ts';
import { commentsBody } from '../builders/meta.ts';
import { record, workerOnFakes } from '../fakes/worker-fakes.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const WORKER = new URL('../../../lambdas/worker/', import.meta.url).href;

/** Functions that ran between two calls of ports, by file. */
export type RouteStep = Readonly<Record<string, readonly string[]>>;

const session = new Session();
session.connect();
session.post('Profiler.enable');

/** Returns the functions of the last step. The call resets V8's counters. */
function takeStep(): RouteStep {
  const calls: Profiler.ScriptCoverage[] = [];
  // In its own thread, the session responds before `post` returns.
  session.post('Profiler.takePreciseCoverage', (_, { result }) => calls.push(...result));
  const called = calls
    .filter(({ url }) => url.startsWith(WORKER))
    .map(({ url, functions }) => {
      const names = functions
        .filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0)
        .map(({ functionName }) => functionName);
      return [relative(ROOT, fileURLToPath(url)), names] as const;
    });
  return Object.fromEntries(called.filter(([, names]) => names.length > 0));
}

const steps: RouteStep[] = [];
const endStep = (): void => void steps.push(takeStep());
const body = commentsBody(['1']);
const pointer = { bucket: 'bucket', key: 'key', bytes: body.byteLength, sha256: hash('sha256', body) };

const credentials = { accessKeyId: 'synthetic', secretAccessKey: 'synthetic' };
/** Client with the EventBridge operations that the real bus adapter uses. */
const client = Object.assign(new EventBridgeClient({ region: 'us-east-1', credentials }), {
  send: () => {
    endStep();
    return Promise.resolve({ Entries: [{ EventId: '1' }] });
  },
});
const bus = createBus(client, 'bus');

const metrics = collectMetrics();

session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
const { run } = workerOnFakes({
  archive: {
    write: (deliveries) => {
      endStep();
      return Promise.resolve(new Map(deliveries.map(({ messageId }) => [messageId, { status: 'skipped' }])));
    },
  },
  objects: {
    bucket: 'bucket',
    put: () => Promise.resolve(),
    get: () => {
      endStep();
      return Promise.resolve(body);
    },
  },
  claims: {
    claim: () => {
      endStep();
      return Promise.resolve('claimed');
    },
    markDone: () => Promise.resolve(),
  },
  bus,
  metrics,
});
const failed = await run(record(JSON.stringify(pointer), { encoding: 's3', deliveryId: 'd' }));
process.stdout.write(JSON.stringify({ steps, failed }));
