import type { OutcomeCounts as WorkerCounts } from '../../lambdas/worker/change-outcome.ts';
import type { ConsumerRun } from './consumer-runner.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** What happened to a delivery so far. */
export type DeliveryState = 'rejected' | 'queued' | 'retrying' | 'processed' | 'dead-lettered';

/** Numbers of changes by outcome, at the last attempt of the worker. */
export interface OutcomeCounts extends WorkerCounts {
  /** Names that the catalog does not list. */
  readonly unknown: number;
}

/** One request to the callback URL, or one replay: what a list shows. */
export interface DeliverySummary {
  /** The deliveryId; for a rejected request an id of the log. */
  readonly id: string;
  /** Absent if ingress rejected the request. */
  readonly deliveryId?: string;
  readonly app: string;
  /** ISO 8601 with milliseconds. */
  readonly receivedAt: string;
  /** Status of the HTTP response. */
  readonly status: number;
  /** Why the request was rejected or the delivery was dead-lettered. */
  readonly code?: string;
  readonly hint?: string;
  readonly bytes: number;
  readonly state: DeliveryState;
  readonly object?: string;
  /** Names of the fields, at most four. */
  readonly fields: readonly string[];
  /** Absent until the worker has processed the delivery. */
  readonly outcome?: OutcomeCounts;
  /** For a replay: the delivery that it replays. */
  readonly replayOf?: string;
  /** Grows with each update of any delivery of the log. */
  readonly revision: number;
}

/** A step of a delivery through the pipeline. */
export type StepName =
  | 'received'
  | 'rejected'
  | 'verified'
  | 'queued'
  | 'not queued'
  | 'attempt'
  | 'archived'
  | 'split'
  | 'claimed'
  | 'duplicate'
  | 'claim failed'
  | 'emitted'
  | 'not emitted'
  | 'backed off'
  | 'dead-lettered'
  | 'processed'
  | 'replayed';

/** One entry of a timeline. */
export interface TimelineStep {
  readonly step: StepName;
  /** Milliseconds since 1970, with fractions. */
  readonly atMs: number;
  readonly text?: string;
}

/** Part of a change that its identity consists of. */
export interface IdentityPart {
  readonly name: string;
  readonly value: string;
}

/** Why a change is, or is not, the same as another one. */
export interface ChangeIdentity {
  /** `id`: Meta's id. `content`: a digest over what Meta sent. `weak`: the digest and a time. */
  readonly mode: 'id' | 'content' | 'weak';
  /** What counts. Two changes with the same parts are one. */
  readonly counts: readonly IdentityPart[];
  /** Members that Meta varies between attempts, so that the identity leaves them out. */
  readonly leftOut: readonly { readonly path: string; readonly because: string; readonly isPresent: boolean }[];
  /** The source that says so. */
  readonly because?: string;
}

/** What happened to one change of a delivery. */
export type ChangeState = 'emitted' | 'duplicate' | 'duplicate in this delivery' | 'waiting';

/** One attempt to forward an event to a URL. */
export interface ForwardAttempt {
  readonly atMs: number;
  readonly ms: number;
  /** Status of the response, or the code of the error. */
  readonly answer: number | string;
  /** The first characters of the response. */
  readonly body: string;
  readonly ok: boolean;
}

/** One change of a delivery. */
export interface ChangeDetail {
  readonly index: number;
  readonly object: string;
  readonly field: string;
  readonly kind: string;
  readonly entryId: string;
  /** The claim key: the id of the event. */
  readonly id: string;
  readonly state: ChangeState;
  /** The delivery that emitted the change, if it is a duplicate. */
  readonly emittedBy?: string;
  readonly identity: ChangeIdentity;
  readonly event?: RecordedEvent;
  readonly consumers: readonly ConsumerRun[];
  readonly forwarded: readonly ForwardAttempt[];
}

/** A body as received. */
export type KeptBody =
  { readonly kept: false } | { readonly kept: true; readonly encoding: 'text' | 'base64'; readonly content: string };

/** Everything about one delivery. */
export interface DeliveryDetail extends DeliverySummary {
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: KeptBody;
  /** Name of the secret that matched the signature. */
  readonly signedBy?: string;
  readonly timeline: readonly TimelineStep[];
  readonly changes: readonly ChangeDetail[];
  /** The number of changes in the body; `changes` has at most the first 200. */
  readonly changesInBody: number;
}

/** A queue and the number of its messages. */
export interface QueueState {
  readonly name: string;
  readonly title: string;
  readonly waiting: number;
  readonly inFlight: number;
  readonly isDeadLetters: boolean;
}

/** What the pipeline made of the deliveries so far. */
export interface PipelineOutcome {
  /** Number of accepted deliveries that are not processed yet. */
  readonly pending: number;
  /** Number of times that each event was emitted, by its id. */
  readonly emissions: Readonly<Record<string, number>>;
}

/** Where deliveries can be read: here from the memory of the local run. */
export interface DeliveryLog {
  /** Lists the deliveries, newest first. */
  list(): readonly DeliverySummary[];
  /** Lists the deliveries that changed after a revision, oldest change first. */
  changedSince(revision: number): readonly DeliverySummary[];
  /** Reads one delivery; undefined if the log does not have it. */
  read(id: string): Promise<DeliveryDetail | undefined>;
  /** Returns the events as a JSON array, newest first. */
  eventsJson(): string;
  /** Returns an event as JSON; undefined if the log does not have it. */
  eventJson(id: string): string | undefined;
  /** Returns what the pipeline made of the deliveries so far. */
  outcome(): PipelineOutcome;
  /** Calls a function with each emitted event, as JSON. @returns the function that ends it */
  subscribeToEvents(onEvent: (json: string) => void): () => void;
  /** Calls a function with each update. @returns the function that ends it */
  subscribe(onUpdate: (delivery: DeliverySummary) => void): () => void;
}
