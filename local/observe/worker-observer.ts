import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { LogFields } from '../../lambdas/aws/log.ts';
import type { Archive } from '../../lambdas/worker/archive.ts';
import type { Bus } from '../../lambdas/worker/bus.ts';
import type { Claims } from '../../lambdas/worker/claims.ts';
import { backOffSeconds, MAX_RECEIVES } from '../../src/pipeline/delivery/back-off.ts';
import type { BusEvent } from '../../src/pipeline/emit/event.ts';
import type { OutcomeCounts } from '../deliveries/delivery-log.ts';
import { addStep, type KeptDelivery } from '../deliveries/kept-delivery.ts';
import type { MemoryDeliveryLog } from '../deliveries/memory-log.ts';
import type { Handler } from '../local-worker.ts';
import { Attempt } from './attempt.ts';

/** Dependencies of {@link WorkerObserver}. */
export interface ObserverDeps {
  readonly deliveries: MemoryDeliveryLog;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Watches the real worker through what it is given, and records its steps. It changes nothing. */
export class WorkerObserver {
  readonly #deps: ObserverDeps;
  readonly #attempts = new Map<string, Attempt>();

  constructor(deps: ObserverDeps) {
    this.#deps = deps;
  }

  /** Watches each batch: which deliveries are tried, and which come back. */
  handler(handler: Handler): Handler {
    return async (event, context) => {
      for (const record of event.Records) this.#start(record);
      const response = await handler(event, context).catch((error: unknown) => {
        for (const record of event.Records) this.#end(record, true);
        throw error;
      });
      this.#endAll(event, response);
      return response;
    };
  }

  archive(archive: Archive): Archive {
    return {
      write: async (deliveries) => {
        const outcomes = await archive.write(deliveries);
        for (const { messageId, attributes } of deliveries) {
          const outcome = outcomes.get(messageId);
          if (outcome?.status === 'archived')
            this.#of(attributes['deliveryId'])?.archivedAs(outcome.ref.key, this.#now());
        }
        return outcomes;
      },
    };
  }

  claims(claims: Claims): Claims {
    return {
      markDone: async (claim) => claims.markDone(claim),
      claim: async (claim, nowMs) => {
        const attempt = this.#of(claim.owner);
        attempt?.splitBy(this.#now());
        try {
          const claimed = await claims.claim(claim, nowMs);
          attempt?.count(claimed === 'claimed' ? 'claimed' : 'duplicate', this.#now());
          return claimed;
        } catch (error) {
          attempt?.count('claim failed', this.#now());
          throw error;
        }
      },
    };
  }

  bus(bus: Bus): Bus {
    return {
      put: async (events) => {
        const results = await bus.put(events);
        events.forEach((event, i) => {
          const step = results[i] === 'emitted' ? 'emitted' : 'not emitted';
          this.#of(deliveryIdOf(event))?.count(step, this.#now());
        });
        return results;
      },
    };
  }

  /** Reads the counts and reasons that the worker logs for each delivery. */
  logged(fields: LogFields): void {
    const attempt = this.#of(typeof fields['deliveryId'] === 'string' ? fields['deliveryId'] : undefined);
    if (attempt === undefined) return;
    if (isOutcome(fields)) attempt.outcome = toCounts(fields);
    const { code, hint } = fields;
    if (typeof code === 'string') attempt.deadLettered = { code, hint: typeof hint === 'string' ? hint : undefined };
  }

  #start(record: SQSRecord): void {
    const deliveryId = record.messageAttributes['deliveryId']?.stringValue;
    if (deliveryId === undefined) return;
    this.#attempts.set(deliveryId, new Attempt(Number(record.attributes.ApproximateReceiveCount), this.#now()));
  }

  #endAll({ Records }: SQSEvent, { batchItemFailures }: SQSBatchResponse): void {
    const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    for (const record of Records) this.#end(record, failed.has(record.messageId));
  }

  #end(record: SQSRecord, isFailed: boolean): void {
    const deliveryId = record.messageAttributes['deliveryId']?.stringValue ?? '';
    const attempt = this.#attempts.get(deliveryId);
    const kept = this.#deps.deliveries.find(deliveryId);
    this.#attempts.delete(deliveryId);
    if (attempt === undefined || kept === undefined) return;
    for (const step of attempt.steps()) addStep(kept, step);
    kept.outcome = attempt.outcome ?? kept.outcome;
    applyEnding(kept, ending(attempt, isFailed), this.#now());
    this.#deps.deliveries.update(kept);
  }

  #of(deliveryId: string | undefined): Attempt | undefined {
    return this.#attempts.get(deliveryId ?? '');
  }

  #now(): number {
    return this.#deps.now();
  }
}

function applyEnding(kept: KeptDelivery, { step, state, text, reason }: Ending, atMs: number): void {
  kept.code = reason?.code;
  kept.hint = reason?.hint;
  kept.state = state;
  addStep(kept, { step, atMs, ...(text !== undefined && { text }) });
}

type Ending = ReturnType<typeof ending>;

/** Every message leaves the worker in one of three ways. */
function ending({ receives, deadLettered }: Attempt, isFailed: boolean) {
  if (!isFailed && deadLettered)
    return { step: 'dead-lettered', state: 'dead-lettered', text: deadLettered.code, reason: deadLettered } as const;
  if (!isFailed) return { step: 'processed', state: 'processed', text: undefined, reason: undefined } as const;
  if (receives >= MAX_RECEIVES) {
    const reason = {
      code: 'TOO_MANY_ATTEMPTS',
      hint: `The worker failed ${receives} times. Find the reason in the attempts, then send the delivery again.`,
    };
    return { step: 'dead-lettered', state: 'dead-lettered', text: reason.code, reason } as const;
  }
  const text = `next attempt in ${backOffSeconds(receives)} s`;
  return { step: 'backed off', state: 'retrying', text, reason: undefined } as const;
}

/** The counts of a delivery in the worker's log. Counts of zero are absent. */
type LoggedCounts = Pick<OutcomeCounts, 'changes' | 'emitted'> & Partial<OutcomeCounts>;

/** Returns whether the fields are those of the worker's log line about a delivery, which has its counts. */
function isOutcome(fields: LogFields): fields is LogFields & LoggedCounts {
  return typeof fields['emitted'] === 'number';
}

function toCounts(counts: LoggedCounts): OutcomeCounts {
  const { changes, emitted, duplicates = 0, failed = 0, weak = 0, unknown = 0 } = counts;
  return { changes, emitted, duplicates, failed, weak, unknown };
}

/** Reads the delivery of an event. */
export function deliveryIdOf({ detail }: BusEvent): string {
  return (JSON.parse(detail) as { readonly deliveryId: string }).deliveryId;
}
