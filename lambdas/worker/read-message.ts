import type { SQSRecord } from 'aws-lambda';
import type { Change, Split } from '../../src/pipeline/change/change.ts';
import type { Json } from '../../src/json/json.ts';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import { decodeBody, readPointer, verifyPointer, type Encoding } from '../../src/pipeline/delivery/encoding.ts';
import { MessageError } from '../../src/pipeline/delivery/message-error.ts';
import { countStructuralTokens, MAX_STRUCTURAL_TOKENS } from '../../src/pipeline/delivery/structural-tokens.ts';
import type { ArchiveRef } from '../../src/events/event-reference.ts';
import { fromAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import { attributesOf, receivesOf } from './queue.ts';

/** From this receive on a delivery is parsed and split in a process of its own. */
const FIRST_APART = 3;

export interface ReadDeps {
  readonly objects: ObjectStore;
  /** Parses and splits a body where it can do no harm, see `split-apart.ts`. */
  readonly splitApart: (rawBody: Buffer) => Promise<Split>;
}

/** One change of a delivery, with the key by which it is claimed. */
export interface IdentifiedChange {
  readonly id: string;
  readonly change: Change;
}

/** One delivery, taken from the queue and split. */
export interface ReadDelivery {
  readonly record: SQSRecord;
  readonly delivery: Delivery;
  readonly changes: readonly IdentifiedChange[];
  /** See `Split`. */
  readonly sharedValues: readonly Json[];
  /** Where it is archived; absent when the archive is off, and for replays. */
  readonly archive?: ArchiveRef | undefined;
}

/**
 * Reads a queue message back into the delivery that ingress accepted, and splits it.
 * @throws MessageError | BodyError for what will never be readable; anything else when the bucket did not answer
 */
export async function readMessage(record: SQSRecord, { objects, splitApart }: ReadDeps): Promise<ReadDelivery> {
  const { delivery, encoding } = fromAttributes(attributesOf(record));
  const rawBody = await bodyOf(record.body, encoding, objects);
  mustBeAffordable(rawBody);
  // A delivery that came twice before may be one that kills the process.
  const { changes, sharedValues } = receivesOf(record) < FIRST_APART ? splitBody(rawBody) : await splitApart(rawBody);
  return {
    record,
    delivery,
    changes: changes.map((change) => ({ id: claimKey(delivery, change), change })),
    sharedValues,
  };
}

async function bodyOf(messageBody: string, encoding: Encoding, objects: ObjectStore): Promise<Buffer> {
  if (encoding !== 's3') return decodeBody(encoding, messageBody);
  const pointer = readPointer(messageBody);
  const rawBody = await objects.get(pointer);
  verifyPointer(pointer, rawBody);
  return rawBody;
}

/** Before the parse: parsing a body with too many tokens can exhaust the memory of the process. */
function mustBeAffordable(rawBody: Buffer): void {
  if (countStructuralTokens(rawBody) <= MAX_STRUCTURAL_TOKENS) return;
  const hint =
    `the body has more than ${MAX_STRUCTURAL_TOKENS} structural tokens. Find out who can sign such ` +
    `bodies; the archive keeps the body.`;
  throw new MessageError('TOO_EXPENSIVE', hint);
}
