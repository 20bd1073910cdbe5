import type { QueueState } from '../deliveries/delivery-log.ts';
import type { FaultTarget } from '../observe/faults.ts';
import type { RunState } from '../send/simulation.ts';

/** What the page shows beside the deliveries. */
export interface Status {
  readonly queues: readonly QueueState[];
  readonly faults: readonly { readonly target: FaultTarget; readonly untilMs: number }[];
  /** The latest simulation. */
  readonly run?: RunState;
}

/** Reads the status. */
export type StatusSource = () => Promise<Status>;
