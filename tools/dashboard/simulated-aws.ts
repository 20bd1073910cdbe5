import type { SQSRecord } from 'aws-lambda';
import { backOffSeconds } from '../../src/pipeline/delivery/back-off.ts';
import type { MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import type { ObjectStore } from '../../lambdas/aws/object-store.ts';
import type { Emitted } from '../../lambdas/worker/bus.ts';
import type { Claims } from '../../lambdas/worker/claims.ts';
import { InMemoryClaims } from '../../local/in-memory-claims.ts';
import type { Queue } from '../../lambdas/worker/queue.ts';
import type { QueuedMessage } from '../../lambdas/worker/to-queued-delivery.ts';
import type { Sample } from './series.ts';

/** Names of the watched resources, as CloudWatch uses them in dimensions. */
export interface ResourceNames {
  readonly api: string;
  readonly ingress: string;
  readonly worker: string;
  readonly deliveries: string;
  readonly deadLetters: string;
  readonly table: string;
  readonly bus: string;
  readonly consumers: readonly { readonly detailType: string; readonly rule: string; readonly deadLetters: string }[];
}

interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentMs: number;
  receives: number;
  visibleMs: number;
}

/** A service that can reject every call. For SQS these are send and receive. */
export type DeniedService = 'S3' | 'DynamoDB' | 'EventBridge' | 'SQS';

/** Number of receives after which a message no longer counts for the age of the queue. */
const MAX_RECEIVES_FOR_AGE = 2;
/** Maximum time until SQS reports metrics of a queue that was idle. */
const IDLE_DELAY_MS = 15 * 60_000;

/** Latencies and failures of a recorded run. */
export interface FaultPlan {
  /** Returns the current latency of a call, in ms. */
  readonly latencyMs: (call: 'send' | 'claim' | 'put') => number;
  readonly busRefuses: () => boolean;
  /** Returns whether the table throttles a write. */
  readonly tableThrottles: () => boolean;
  /** Returns whether a service rejects every call, as without a permission or a key. @default - none does */
  readonly denies?: (service: DeniedService) => boolean;
}

/**
 * Simulates the services of the pipeline in memory, on a clock that calls advance, and records the metrics that AWS
 * would report to CloudWatch. It uses no network, so a run is the same every time.
 */
export class SimulatedAws {
  readonly clock: { nowMs: number };
  readonly #names: ResourceNames;
  readonly #report: (sample: Sample) => void;
  readonly #faultPlan: FaultPlan;
  readonly #claims = new InMemoryClaims();
  readonly messages: Message[] = [];
  deadLetters = 0;
  readonly #activeSinceMs = new Map<string, number>();
  #ids = 0;

  constructor(
    clock: { nowMs: number },
    { names, report, faultPlan }: { names: ResourceNames; report: (sample: Sample) => void; faultPlan: FaultPlan },
  ) {
    this.clock = clock;
    this.#names = names;
    this.#report = report;
    this.#faultPlan = faultPlan;
  }

  readonly newId = (): string => `id-${(this.#ids += 1)}`;

  readonly objects: ObjectStore = {
    bucket: 'archive',
    put: () => this.#unlessDenied('S3', 'AccessDenied'),
    get: () => Promise.reject(new Error('nothing is stored')),
  };

  readonly send = async (body: string, attributes: MessageAttributes): Promise<void> => {
    this.#pass('send');
    await this.#unlessDenied('SQS', 'KmsAccessDenied');
    this.messages.push({
      id: this.newId(),
      body,
      attributes,
      sentMs: this.clock.nowMs,
      receives: 0,
      visibleMs: this.clock.nowMs,
    });
  };

  readonly claims: Claims = {
    claim: async (claim, nowMs) => {
      this.#pass('claim');
      await this.#unlessDenied('DynamoDB', 'AccessDeniedException');
      if (this.#faultPlan.tableThrottles()) {
        this.report('AWS/DynamoDB WriteThrottleEvents', { TableName: this.#names.table }, 1);
        throw Object.assign(new Error(), { name: 'ThrottlingException' });
      }
      this.report('AWS/DynamoDB ConsumedWriteCapacityUnits', { TableName: this.#names.table }, 1);
      return this.#claims.claim(claim, nowMs);
    },
    markDone: this.#claims.markDone,
  };

  readonly bus = {
    put: (events: readonly BusEvent[]): Promise<Emitted[]> => {
      this.#pass('put');
      const verdicts = events.map((): Emitted => this.#verdict());
      const matched = events.filter(
        ({ detailType }, i) =>
          verdicts[i] === 'emitted' && this.#names.consumers.some((consumer) => consumer.detailType === detailType),
      );
      if (matched.length > 0)
        this.report('AWS/Events MatchedEvents', { EventBusName: this.#names.bus }, matched.length);
      return Promise.resolve(verdicts);
    },
  };

  readonly queue: Queue = {
    backOff: (records) => {
      for (const message of this.#of(records))
        message.visibleMs = this.clock.nowMs + 1000 * backOffSeconds(message.receives);
      return Promise.resolve();
    },
    release: (records) => {
      for (const message of this.#of(records)) message.visibleMs = this.clock.nowMs;
      return Promise.resolve();
    },
    remove: (records) => {
      this.delete(records.map(({ messageId }) => messageId));
      return Promise.resolve();
    },
    deadLetter: () => Promise.resolve(void (this.deadLetters += 1)),
  };

  /** Returns the visible messages, at most ten. */
  receive(): SQSRecord[] {
    if (this.#isDenied('SQS')) return [];
    const batch = this.messages.filter(({ visibleMs }) => visibleMs <= this.clock.nowMs).slice(0, 10);
    for (const message of batch) {
      message.receives += 1;
      message.visibleMs = this.clock.nowMs + 360_000;
    }
    return batch.map(toRecord);
  }

  delete(ids: readonly string[]): void {
    const gone = new Set(ids);
    const kept = this.messages.filter(({ id }) => !gone.has(id));
    this.messages.splice(0, this.messages.length, ...kept);
  }

  /** Reports the metrics of SQS, once a minute. */
  reportQueues(consumerDeadLetters: readonly number[]): void {
    const { deliveries, deadLetters, consumers } = this.#names;
    this.report('AWS/SQS ApproximateAgeOfOldestMessage', { QueueName: deliveries }, this.#ageSeconds());
    const visible = this.messages.filter(({ visibleMs }) => visibleMs <= this.clock.nowMs).length;
    this.report('AWS/SQS ApproximateNumberOfMessagesVisible', { QueueName: deliveries }, visible);
    this.report(
      'AWS/SQS ApproximateNumberOfMessagesNotVisible',
      { QueueName: deliveries },
      this.messages.length - visible,
    );
    this.#tellIdleQueue(deadLetters, this.deadLetters);
    consumers.forEach((consumer, i) => {
      this.#tellIdleQueue(consumer.deadLetters, consumerDeadLetters[i] ?? 0);
    });
  }

  /**
   * Returns the age as SQS measures it: without messages that fail repeatedly.
   * @see
   *   https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
   *   (2026-11)
   */
  #ageSeconds(): number {
    const formatNumber = this.messages.filter(({ receives }) => receives <= MAX_RECEIVES_FOR_AGE);
    const oldestMs = formatNumber.reduce((oldest, { sentMs }) => Math.min(oldest, sentMs), this.clock.nowMs);
    return (this.clock.nowMs - oldestMs) / 1000;
  }

  /**
   * Reports a dead-letter queue. Nothing polls it, so it is idle until its first message, and SQS reports it with a
   * delay.
   * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
   *   (2026-11)
   */
  #tellIdleQueue(QueueName: string, visible: number): void {
    const { nowMs } = this.clock;
    if (visible > 0 && !this.#activeSinceMs.has(QueueName)) this.#activeSinceMs.set(QueueName, nowMs);
    const sinceMs = this.#activeSinceMs.get(QueueName);
    if (sinceMs !== undefined && nowMs - sinceMs >= IDLE_DELAY_MS)
      this.report('AWS/SQS ApproximateNumberOfMessagesVisible', { QueueName }, visible);
  }

  /** Reports an event that EventBridge could not even write to the first consumer's dead-letter queue. */
  reportLost(): void {
    for (const { rule } of this.#names.consumers.slice(0, 1)) {
      this.report('AWS/Events InvocationsFailedToBeSentToDlq', { EventBusName: this.#names.bus, RuleName: rule }, 1);
    }
  }

  /** @param metric - namespace and name, separated by a space */
  report(
    metric: `AWS/${string} ${string}`,
    dimensions: Readonly<Record<string, string>>,
    ...values: readonly number[]
  ): void {
    const [namespace = '', name = ''] = metric.split(' ');
    this.#report({ namespace, name, dimensions, atMs: this.clock.nowMs, values });
  }

  #of(records: readonly QueuedMessage[]): Message[] {
    const ids = new Set(records.map(({ messageId }) => messageId));
    return this.messages.filter(({ id }) => ids.has(id));
  }

  #isDenied(service: DeniedService): boolean {
    return this.#faultPlan.denies?.(service) ?? false;
  }

  #unlessDenied(service: DeniedService, name: string): Promise<void> {
    return this.#isDenied(service) ? Promise.reject(Object.assign(new Error(), { name })) : Promise.resolve();
  }

  #verdict(): Emitted {
    if (this.#isDenied('EventBridge')) return { refusedBy: 'AccessDeniedException' };
    return this.#faultPlan.busRefuses() ? { refusedBy: 'ThrottlingException' } : 'emitted';
  }

  #pass(call: 'send' | 'claim' | 'put'): void {
    this.clock.nowMs += this.#faultPlan.latencyMs(call);
  }
}

function toRecord({ id, body, attributes, receives }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    md5OfBody: '',
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: '0',
      SenderId: '',
      SentTimestamp: '0',
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { dataType: 'String', stringValue }]),
    ),
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: '',
  };
}
