import type { OutcomeCounts, TimelineStep } from '../deliveries/delivery-log.ts';

/** A count of calls, and when the last one ended. */
interface Calls {
  count: number;
  lastMs: number;
}

/** What one attempt of the worker did to one delivery. */
export class Attempt {
  readonly #receives: number;
  readonly #startedMs: number;
  readonly #calls = new Map<TimelineStep['step'], Calls>();
  #archivedAs: string | undefined;
  outcome: OutcomeCounts | undefined;
  deadLettered: { code: string; hint: string | undefined } | undefined;

  /** @param receives - how often SQS has delivered the message */
  constructor(receives: number, startedMs: number) {
    this.#receives = receives;
    this.#startedMs = startedMs;
  }

  get receives(): number {
    return this.#receives;
  }

  /** Records the object of the archive that holds the delivery. */
  archivedAs(key: string, atMs: number): void {
    this.#archivedAs = key;
    this.count('archived', atMs);
  }

  /** Counts one call of a step. */
  count(step: TimelineStep['step'], atMs: number): void {
    const calls = this.#calls.get(step);
    this.#calls.set(step, { count: (calls?.count ?? 0) + 1, lastMs: atMs });
  }

  /** Records the first claim: the body has been split by then. */
  splitBy(atMs: number): void {
    if (!this.#calls.has('split')) this.count('split', atMs);
  }

  /** Returns the steps of the timeline. */
  steps(): readonly TimelineStep[] {
    return [
      { step: 'attempt', atMs: this.#startedMs, text: `attempt ${this.#receives}` },
      ...[...this.#calls].map(([step, { count, lastMs }]) => ({
        step,
        atMs: lastMs,
        ...textOf(step, count, this.#archivedAs),
      })),
    ];
  }
}

function textOf(step: TimelineStep['step'], count: number, key: string | undefined): { readonly text?: string } {
  if (step === 'archived') return key === undefined ? {} : { text: key };
  if (step === 'split') return {};
  return { text: count === 1 ? '1 change' : `${count} changes` };
}
