import { copyApart } from '../copy-apart.ts';
import type { DeliveryState, DeliverySummary, OutcomeCounts, TimelineStep } from './delivery-log.ts';

/** A delivery as the memory keeps it. */
export interface KeptDelivery {
  id: string;
  deliveryId: string | undefined;
  readonly app: string;
  readonly receivedAt: string;
  readonly bytes: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Undefined once newer bodies needed the memory. */
  rawBody: Buffer | undefined;
  status: number;
  code: string | undefined;
  hint: string | undefined;
  state: DeliveryState;
  object: string | undefined;
  readonly fields: Set<string>;
  outcome: OutcomeCounts | undefined;
  signedBy: string | undefined;
  replayOf: string | undefined;
  nonce: string | undefined;
  readonly timeline: TimelineStep[];
  revision: number;
  /** Ingress has responded, so that a list may show the delivery. */
  isListed: boolean;
}

/** Input of {@link newKeptDelivery}. */
export interface ReceivedRequest {
  readonly app: string;
  readonly receivedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
}

/** Longer timelines end here: what always fails must not fill the memory. */
const MAX_STEPS = 120;
const MAX_FIELDS = 4;

/** Creates the record of a request that has just arrived. */
export function newKeptDelivery(id: string, { app, receivedAtMs, headers, rawBody }: ReceivedRequest): KeptDelivery {
  return {
    id,
    deliveryId: undefined,
    app,
    receivedAt: new Date(receivedAtMs).toISOString(),
    bytes: rawBody.byteLength,
    headers: Object.entries(headers),
    rawBody: copyApart(rawBody),
    status: 0,
    code: undefined,
    hint: undefined,
    state: 'queued',
    object: undefined,
    fields: new Set(),
    outcome: undefined,
    signedBy: undefined,
    replayOf: undefined,
    nonce: undefined,
    timeline: [{ step: 'received', atMs: receivedAtMs }],
    revision: 0,
    isListed: false,
  };
}

/** Adds a step to the timeline. */
export function addStep(kept: KeptDelivery, step: TimelineStep): void {
  if (kept.timeline.length < MAX_STEPS) kept.timeline.push(step);
}

/** Adds the name of a field. */
export function addField(kept: KeptDelivery, object: string, field: string): void {
  kept.object ??= object;
  if (kept.fields.size < MAX_FIELDS) kept.fields.add(field);
}

/** Returns what a list shows. */
export function summarize(kept: KeptDelivery): DeliverySummary {
  const { id, deliveryId, app, receivedAt, status, code, hint, bytes, state, object, fields } = kept;
  const { outcome, replayOf, revision } = kept;
  return {
    id,
    ...(deliveryId !== undefined && { deliveryId }),
    app,
    receivedAt,
    status,
    ...(code !== undefined && { code }),
    ...(hint !== undefined && { hint }),
    bytes,
    state,
    ...(object !== undefined && { object }),
    fields: [...fields],
    ...(outcome && { outcome }),
    ...(replayOf !== undefined && { replayOf }),
    revision,
  };
}
