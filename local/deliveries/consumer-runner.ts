import type { RecordedEvent } from './recorded-event.ts';

/** What one consumer did with one event. */
export interface ConsumerRun {
  /** File of the consumer. */
  readonly file: string;
  readonly outcome: 'done' | 'failed' | 'skipped-duplicate';
  /** Duration in milliseconds. */
  readonly ms: number;
  readonly error?: string;
}

/** Runs the consumers of this repository on each event. */
export interface ConsumerRunner {
  run(event: RecordedEvent): Promise<readonly ConsumerRun[]>;
  stop(): Promise<void>;
}

/** A local run without consumers. */
export const NO_CONSUMERS: ConsumerRunner = {
  run: () => Promise.resolve([]),
  stop: () => Promise.resolve(),
};
