import type { Change, Split } from '../../src/pipeline/change/change.ts';
import type { Json } from '../../src/json/json.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';
import { decodeBody, verifyPointer } from '../../src/pipeline/delivery/encoding.ts';
import { MessageError } from '../../src/pipeline/delivery/message-error.ts';
import { countStructuralTokens, MAX_STRUCTURAL_TOKENS } from '../../src/pipeline/delivery/structural-tokens.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import type { QueuedDelivery, ReadableDelivery } from './to-queued-delivery.ts';
import { OutOfTimeError } from './split-apart.ts';

/** From this receive on, a child process parses and splits the body. */
const FIRST_APART = 3;

/** Dependencies of the step that reads a delivery and splits its body. */
export interface ReadDeps {
  readonly objects: ObjectStore;
  /** Parses and splits a body in a child process, see `split-apart.ts`. */
  readonly splitApart: (rawBody: Buffer) => Promise<Split>;
}

/** A delivery whose body has been read. */
export interface ReadDelivery extends ReadableDelivery {
  /** See `Split`. */
  readonly sharedValues: readonly Json[];
}

/** One change of a delivery. */
export interface IdentifiedChange {
  /** The claim key. */
  readonly id: string;
  readonly change: Change;
  readonly delivery: ReadDelivery;
  /** The position of the change in its delivery. */
  readonly index: number;
}

/** A delivery and its changes. */
export interface SplitDelivery {
  readonly delivery: ReadDelivery;
  readonly changes: readonly IdentifiedChange[];
}

/** A delivery that was not read: permanently unreadable, out of time, or to be tried again. */
export type ReadFailure =
  | { readonly status: 'unreadable'; readonly error: ReceiverError }
  | { readonly status: 'out-of-time' }
  | { readonly status: 'failed'; readonly error: unknown };

/** Reads the body of a queued delivery and splits it into changes. Never throws. */
export async function readDelivery(
  queued: QueuedDelivery,
  deps: ReadDeps,
): Promise<({ readonly status: 'read' } & SplitDelivery) | ReadFailure> {
  if (queued.status === 'unreadable') return queued;
  try {
    const { changes, sharedValues } = await splitDelivery(queued, deps);
    const delivery = { ...queued, sharedValues };
    const identified = changes.map((change, index) => ({ id: claimKey(delivery, change), change, delivery, index }));
    return { status: 'read', delivery, changes: identified };
  } catch (error) {
    if (error instanceof OutOfTimeError) return { status: 'out-of-time' };
    return error instanceof ReceiverError ? { status: 'unreadable', error } : { status: 'failed', error };
  }
}

async function splitDelivery(queued: ReadableDelivery, { objects, splitApart }: ReadDeps): Promise<Split> {
  const rawBody = await readBody(queued, objects);
  rejectExpensive(rawBody);
  // A delivery that was received twice before may be the one that kills the process.
  return queued.receives < FIRST_APART ? splitBody(rawBody) : splitApart(rawBody);
}

async function readBody({ encoding, body, pointer }: ReadableDelivery, objects: ObjectStore): Promise<Buffer> {
  if (pointer instanceof ReceiverError) throw pointer;
  if (pointer === undefined) return decodeBody(encoding === 'base64' ? 'base64' : 'text', body);
  const rawBody = await objects.get(pointer);
  verifyPointer(pointer, rawBody);
  return rawBody;
}

/** Runs before the parser, because parsing a body with too many tokens can exhaust the memory of the process. */
function rejectExpensive(rawBody: Buffer): void {
  if (countStructuralTokens(rawBody) <= MAX_STRUCTURAL_TOKENS) return;
  const hint =
    `the body has more than ${MAX_STRUCTURAL_TOKENS} structural tokens. Find out who can sign such ` +
    `bodies; the archive keeps the body.`;
  throw new MessageError('TOO_EXPENSIVE', hint);
}
