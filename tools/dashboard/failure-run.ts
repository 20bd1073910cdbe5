import type { Output } from '../../lambdas/aws/output.ts';
import { SecretError, type AppSecretVersions } from '../../src/pipeline/accept/app-secret.ts';
import { createRecordedIngress } from './recorded-ingress.ts';
import { createStoredOutput, createWork, type RecordedRun } from './recorded-run.ts';
import { seeded } from './seeded.ts';
import { MetricStore } from './series.ts';
import { SimulatedAws, type DeniedService, type ResourceNames } from './simulated-aws.ts';
import { STORY_FROM_MS } from './scenario.ts';
import { createTraffic } from './traffic.ts';

const MINUTE_MS = 60_000;
/** Minute of the scenario without a fault. The faults of the scenario depend on its minutes. */
const QUIET_MINUTE = 20;
/** Minutes after the last attempt at which Meta retries a rejected delivery. */
const RETRIES_MINUTES = [1, 3, 7];
/** Duration of the failure in minutes. */
const FAILING_MINUTES = 30;

/** One permanent failure. */
export interface Failure {
  /** Services that reject every call. */
  readonly denied?: readonly DeniedService[];
  /** Says whether the worker fails before it does anything, or whether Lambda does not call it. */
  readonly worker?: 'dies' | 'is not called';
  readonly ingress?: 'dies';
  readonly secret?: 'SECRET_MALFORMED' | 'SECRET_UNAVAILABLE';
  /** True if log groups accept nothing, so that none of the receiver's own metrics arrives. */
  readonly withoutOwnMetrics?: boolean;
}

/** Failures that must raise an alarm within twenty minutes. */
export const FAILURES = {
  'S3 denied': { denied: ['S3'] },
  'DynamoDB denied': { denied: ['DynamoDB'] },
  'KMS denied to the worker': { denied: ['S3', 'DynamoDB'] },
  'KMS key disabled': { denied: ['S3', 'DynamoDB', 'SQS'], secret: 'SECRET_UNAVAILABLE', withoutOwnMetrics: true },
  'bus denied': { denied: ['EventBridge'] },
  'worker cannot start': { worker: 'dies' },
  'worker is not called': { worker: 'is not called' },
  'ingress cannot start': { ingress: 'dies' },
  'secret broken': { secret: 'SECRET_MALFORMED' },
} as const satisfies Readonly<Record<string, Failure>>;

/** Traffic from Meta: several deliveries a minute, or a single one to functions that have just started. */
export type Load = 'busy' | 'one delivery';

export interface FailureRunProps {
  /** Namespace of the receiver's metrics. */
  readonly namespace: string;
  readonly names: ResourceNames;
  readonly failure: Failure;
  readonly load: Load;
  /** Minute at which the failure starts. It determines which part of it is in a period of five minutes. */
  readonly fromMinute: number;
}

/** Runs the real handlers with one permanent failure, and records the metrics that they and AWS report. */
export async function recordFailure(props: FailureRunProps): Promise<RecordedRun> {
  const { failure, fromMinute } = props;
  const clock = { nowMs: STORY_FROM_MS };
  const isFailing = (): boolean => clock.nowMs >= STORY_FROM_MS + fromMinute * MINUTE_MS;
  const run = createRun(props, clock, isFailing);
  const due = new Map<number, Delivery[]>();
  const add = (minute: number, delivery: Delivery): void =>
    void due.set(minute, [...(due.get(minute) ?? []), delivery]);
  const post = async (body: Buffer): Promise<number> =>
    isFailing() && failure.ingress === 'dies' ? run.ingress.die() : run.ingress.post(body);
  const minutes = fromMinute + FAILING_MINUTES;
  for (let minute = 0; minute < minutes; minute += 1) {
    clock.nowMs = STORY_FROM_MS + minute * MINUTE_MS;
    for (let i = 0; i < deliveriesIn(minute, props); i += 1)
      add(minute, { body: run.traffic.body(clock.nowMs), tries: 0 });
    for (const delivery of due.get(minute) ?? []) {
      const status = await post(delivery.body);
      const waitMinutes = RETRIES_MINUTES[delivery.tries];
      if (status !== 200 && waitMinutes !== undefined)
        add(minute + waitMinutes, { ...delivery, tries: delivery.tries + 1 });
    }
    await run.workThrough(STORY_FROM_MS + (minute + 1) * MINUTE_MS);
  }
  return { store: run.store, fromMs: STORY_FROM_MS, toMs: STORY_FROM_MS + minutes * MINUTE_MS };
}

/** Returns the number of new deliveries in a minute. */
function deliveriesIn(minute: number, { load, fromMinute }: FailureRunProps): number {
  if (load === 'busy') return 8;
  return minute === fromMinute ? 1 : 0;
}

interface Delivery {
  readonly body: Buffer;
  readonly tries: number;
}

const findDenials = (failure: FailureRunProps['failure'], isFailing: () => boolean) => ({
  latencyMs: () => 10,
  busRefuses: () => false,
  tableThrottles: () => false,
  denies: (service: DeniedService) => isFailing() && (failure.denied ?? []).includes(service),
});

const createSecretReader =
  (failure: FailureRunProps['failure'], isFailing: () => boolean) => async (): Promise<AppSecretVersions> => {
    if (isFailing() && failure.secret !== undefined) throw new SecretError(failure.secret, 'synthetic');
    return Promise.resolve({
      current: { appSecret: 'second', verifyToken: 'synthetic', instagramAppSecret: '', threadsAppSecret: '' },
      currentSinceMs: 0,
    });
  };

function createRun({ namespace, names, failure }: FailureRunProps, clock: { nowMs: number }, isFailing: () => boolean) {
  const store = new MetricStore();
  const random = seeded(20_260_115);
  const faultPlan = findDenials(failure, isFailing);
  const report = store.add.bind(store);
  const aws = new SimulatedAws(clock, { names, faultPlan, report });
  const isLost = (): boolean => isFailing() && failure.withoutOwnMetrics === true;
  const getOutput = (service: 'ingress' | 'worker'): Output =>
    createStoredOutput(store, { namespace, service, clock, isLost });
  const readSecret = createSecretReader(failure, isFailing);
  const ingress = createRecordedIngress({
    aws,
    names,
    output: getOutput('ingress'),
    random,
    minuteNow: () => QUIET_MINUTE,
    readSecret,
  });
  const dies = (): boolean => isFailing() && failure.worker === 'dies';
  const work = createWork({ aws, names, output: getOutput('worker'), dies });
  /** Polls as Lambda does. If Lambda calls nothing, received messages return after the visibility timeout. */
  const poll = async (): Promise<void> =>
    isFailing() && failure.worker === 'is not called' ? void aws.receive() : work();
  /** Processes visible messages every ten seconds until a time. */
  const workThrough = async (untilMs: number): Promise<void> => {
    for (let atMs = untilMs - MINUTE_MS; atMs < untilMs; atMs += 10_000) {
      clock.nowMs = Math.max(clock.nowMs, atMs);
      for (let i = 0; i < 20 && aws.messages.some(({ visibleMs }) => visibleMs <= clock.nowMs); i += 1) await poll();
    }
    clock.nowMs = untilMs - 1;
    aws.reportQueues([0]);
  };
  return { store, ingress, workThrough, traffic: createTraffic(random) };
}
