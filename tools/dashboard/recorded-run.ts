import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { createOutput, type Output } from '../../lambdas/aws/output.ts';
import { createArchive } from '../../lambdas/worker/archive.ts';
import { collectMetrics } from '../../lambdas/worker/batch-metrics.ts';
import { createHandler as createWorker } from '../../lambdas/worker/handler.ts';
import { createRecordedIngress } from './recorded-ingress.ts';
import { seeded } from './seeded.ts';
import { MetricStore, type Sample } from './series.ts';
import { SimulatedAws, type ResourceNames } from './simulated-aws.ts';
import { isOn, STORY, STORY_FROM_MS, STORY_MINUTES, toFaultPlan } from './scenario.ts';
import { bodyOfOneComment, bodyWithUnknownMember, createTraffic } from './traffic.ts';

const MINUTE_MS = 60_000;
const WORKER_TIMEOUT_MS = 60_000;
/** Minute at which one body exceeds the limit of the gateway. */
const TOO_LARGE_AT = 134;
const RETRIES_MINUTES = [1, 3, 7];

/** Metrics that the recorded run sent to CloudWatch. */
export interface RecordedRun {
  readonly store: MetricStore;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Retry {
  readonly body: Buffer;
  readonly tries: number;
  readonly dueMinute: number;
}

/**
 * Runs the real handlers for three hours of a simulated clock, with every fault once, and records the metrics that they
 * and AWS report. The result is the same every time.
 * @param namespace - namespace of the receiver's metrics
 */
export async function recordRun(namespace: string, names: ResourceNames): Promise<RecordedRun> {
  const store = new MetricStore();
  const clock = { nowMs: STORY_FROM_MS };
  const minuteNow = (): number => (clock.nowMs - STORY_FROM_MS) / MINUTE_MS;
  const random = seeded(20_260_115);
  const aws = new SimulatedAws(clock, {
    names,
    report: (sample) => {
      store.add(sample);
    },
    faultPlan: toFaultPlan(minuteNow, random),
  });
  const getOutput = (service: 'ingress' | 'worker'): Output => createStoredOutput(store, { namespace, service, clock });
  const ingress = createRecordedIngress({ aws, names, output: getOutput('ingress'), random, minuteNow });
  const run = {
    aws,
    ingress,
    minuteNow,
    random,
    work: createWork({ aws, names, output: getOutput('worker'), dies: () => isOn('workerDies', minuteNow()) }),
    answered: (name: string) => {
      store.add({ namespace, name, dimensions: {}, atMs: clock.nowMs, values: [1] });
    },
  };
  const traffic = createTraffic(random);
  let retries: Retry[] = [];
  for (let minute = 0; minute < STORY_MINUTES; minute += 1) {
    clock.nowMs = STORY_FROM_MS + minute * MINUTE_MS;
    if (minute === STORY.secretUnset[0] || minute === STORY.secretUnset[1]) ingress.restart();
    const due = retries.filter(({ dueMinute }) => dueMinute <= minute);
    const bodies = Array.from({ length: traffic.requestsIn(minute) }, () => traffic.body(clock.nowMs));
    const fresh = bodies.map((body): Retry => ({ body, tries: 0, dueMinute: minute }));
    const later = retries.filter(({ dueMinute }) => dueMinute > minute);
    retries = [...later, ...(await playMinute(run, minute, [...due, ...fresh]))];
  }
  return { store, fromMs: STORY_FROM_MS, toMs: STORY_FROM_MS + STORY_MINUTES * MINUTE_MS };
}

interface StoredOutput {
  readonly namespace: string;
  readonly service: 'ingress' | 'worker';
  readonly clock: { readonly nowMs: number };
  /** Returns whether the lines are lost. @default - none is */
  readonly isLost?: () => boolean;
}

/** Creates the real output of a function, whose metrics the store keeps. */
export function createStoredOutput(
  store: MetricStore,
  { namespace, service, clock, isLost = () => false }: StoredOutput,
): Output {
  const print = (line: string): void => {
    if (isLost()) return;
    for (const sample of listSamples(line, clock.nowMs)) store.add(sample);
  };
  return createOutput({ service, namespace, now: () => clock.nowMs, print });
}

interface Run {
  readonly aws: SimulatedAws;
  readonly ingress: ReturnType<typeof createRecordedIngress>;
  readonly minuteNow: () => number;
  readonly random: () => number;
  readonly work: () => Promise<void>;
  /** Counts a response of the gateway itself, as the filter on its log does. */
  readonly answered: (metric: string) => void;
}

/** @returns the deliveries that Meta will retry */
async function playMinute(run: Run, minute: number, sent: readonly Retry[]): Promise<Retry[]> {
  const { aws, random, work } = run;
  const again: Retry[] = [];
  const startMs = aws.clock.nowMs;
  for (const [i, delivery] of sent.entries()) {
    aws.clock.nowMs = startMs + Math.floor(((i + random()) / sent.length) * (MINUTE_MS - 2_000));
    const status = await deliver(run, minute, delivery.body);
    const waitMinutes = RETRIES_MINUTES[delivery.tries];
    // Meta retries some deliveries although they got a response: it was too late or was lost.
    if ((status !== 200 || random() < 0.05) && waitMinutes !== undefined)
      again.push({ ...delivery, tries: delivery.tries + 1, dueMinute: minute + waitMinutes });
    if (random() < 0.7) await work();
  }
  await endMinute(run, minute, startMs);
  return again;
}

/** Processes the visible messages, then reports the metrics of SQS. */
async function endMinute(run: Run, minute: number, startMs: number): Promise<void> {
  const { aws, work } = run;
  await playTroubles(run, minute);
  aws.clock.nowMs = startMs + MINUTE_MS - 1_000;
  for (let i = 0; i < 20 && aws.messages.length > 0; i += 1) await work();
  aws.clock.nowMs = startMs + MINUTE_MS - 1;
  aws.reportQueues([
    isOn('consumerBroken', minute) ? Math.min(7, 1 + Math.floor((minute - STORY.consumerBroken[0]) / 2)) : 0,
  ]);
}

async function deliver({ ingress, random, answered }: Run, minute: number, body: Buffer): Promise<number> {
  if (isOn('ingressThrottled', minute)) return ingress.throttle();
  if (random() < 0.006) await ingress.post(body, random() < 0.5 ? 'a guesser' : 'a scanner');
  if (isOn('flood', minute) && random() < 0.4) {
    answered('Throttled');
    return ingress.refuse(429);
  }
  return ingress.post(body);
}

/** Plays the faults that happen once and do not concern a delivery of Meta. */
async function playTroubles({ aws, ingress, answered }: Run, minute: number): Promise<void> {
  if (minute === STORY.unreadable[0])
    for (const text of ['not JSON', '{"object":', '\u0000']) await ingress.post(Buffer.from(text));
  if (minute === STORY.unreadable[1]) aws.deadLetters = 0;
  if (minute === TOO_LARGE_AT) {
    answered('TooLarge');
    ingress.refuse(413);
  }
  if (isOn('consumerLost', minute)) aws.reportLost();
  if (isOn('memberUnknown', minute)) await ingress.post(bodyWithUnknownMember(aws.clock.nowMs));
  if (isOn('idReused', minute)) await ingress.post(bodyOfOneComment(aws.clock.nowMs, `synthetic ${minute}`));
}

export interface WorkDeps {
  readonly aws: SimulatedAws;
  readonly names: ResourceNames;
  readonly output: Output;
  /** Returns whether the worker fails before it does anything, as when it cannot start. */
  readonly dies: () => boolean;
}

/** Creates the real worker, called as Lambda's event source mapping does, unless it cannot start. */
export function createWork({ aws, names, output, dies }: WorkDeps): () => Promise<void> {
  const { clock, objects, newId } = aws;
  const metrics = collectMetrics();
  const handler = createWorker({
    claims: aws.claims,
    bus: aws.bus,
    objects,
    archive: createArchive({ objects, newId, log: output, metrics }),
    queue: aws.queue,
    // Splits in this process: a process per delivery with three receives would take minutes, and no metric depends on
    // it.
    splitApart: (rawBody) => Promise.resolve(splitBody(rawBody)),
    windowSeconds: 22 * 24 * 3600,
    now: () => clock.nowMs,
    pause: () => Promise.resolve(),
    log: output,
    metrics,
  });
  return async () => {
    const Records = aws.receive();
    if (Records.length === 0) return;
    const startedMs = clock.nowMs;
    const worker = { FunctionName: names.worker };
    if (dies()) {
      aws.report('AWS/Lambda Errors', worker, 1);
      return;
    }
    const left = (): number => startedMs + WORKER_TIMEOUT_MS - clock.nowMs;
    const { batchItemFailures } = await handler({ Records }, { getRemainingTimeInMillis: left });
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    aws.delete(Records.map(({ messageId }) => messageId).filter((id) => !failed.has(id)));
    aws.report('AWS/Lambda Duration', worker, clock.nowMs - startedMs);
  };
}

interface EmfLine {
  /** Absent if the line is only a record of the log. */
  readonly _aws?: {
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [name: string]: unknown;
}

/** Reads the metrics of a line as CloudWatch does: each metric once per set of dimensions. */
export function listSamples(line: string, atMs: number): Sample[] {
  const emf = JSON.parse(line) as EmfLine;
  return (emf._aws?.CloudWatchMetrics ?? []).flatMap(({ Namespace: namespace, Dimensions, Metrics }) =>
    Dimensions.flatMap((names) =>
      Metrics.map(({ Name: name }) => ({
        namespace,
        name,
        dimensions: Object.fromEntries(names.map((dimension) => [dimension, emf[dimension] as string])),
        atMs,
        values: [emf[name]].flat() as number[],
      })),
    ),
  );
}
