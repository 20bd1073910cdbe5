import type { QueueState } from '../deliveries/delivery-log.ts';
import type { FaultTarget } from '../observe/faults.ts';
import type { RunState } from '../send/simulation.ts';

/** What the page shows beside the deliveries. */
export interface Status {
  readonly queues: readonly QueueState[];
  readonly faults: readonly { readonly target: FaultTarget; readonly untilMs: number }[];
  /** The latest simulation. */
  readonly run?: RunState;
  /** What is wrong with the run, as sentences. */
  readonly problem?: string;
}

/** Reads the status. */
export type StatusSource = () => Promise<Status>;
