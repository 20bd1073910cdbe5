import type { RecordedEvent } from './recorded-event.ts';

/** Result of one consumer file for one event. */
export interface ConsumerRun {
  /** Name of the file in the folder. */
  readonly file: string;
  readonly outcome: 'done' | 'failed' | 'skipped-duplicate';
  /** Duration in milliseconds. */
  readonly ms: number;
  /** Message and stack of the error, if it failed. */
  readonly error?: string;
}

/** Runs the files of a folder of consumers. */
export interface ConsumerRunner {
  /**
   * Runs each file that the event is for, all at once. It never rejects. A file that was changed is loaded again.
   * @returns one result per file, in order of their names
   */
  run(event: RecordedEvent): Promise<readonly ConsumerRun[]>;
  stop(): Promise<void>;
}

/** A local run without consumers. */
export const NO_CONSUMERS: ConsumerRunner = {
  run: () => Promise.resolve([]),
  stop: () => Promise.resolve(),
};
