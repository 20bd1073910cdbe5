import type { SQSRecord } from 'aws-lambda';
import type { Change } from '../../src/change/change.ts';
import { parseLossless } from '../../src/change/parse-lossless.ts';
import { split } from '../../src/change/split.ts';
import { claimKey } from '../../src/dedupe/claim.ts';
import type { Delivery } from '../../src/delivery/delivery.ts';
import { decodeBody, readPointer, verifyPointer, type Encoding } from '../../src/delivery/encoding.ts';
import { MessageError } from '../../src/delivery/message-error.ts';
import { countStructuralTokens, MAX_STRUCTURAL_TOKENS } from '../../src/delivery/structural-tokens.ts';
import type { ArchiveRef } from '../../src/emit/event.ts';
import { fromAttributes } from '../../src/delivery/queue-message.ts';
import type { ObjectStore } from '../shared/object-store.ts';
import { attributesOf } from './queue.ts';

/** One change of a delivery, with the key by which it is claimed. */
export interface KeyedChange {
  readonly id: string;
  readonly change: Change;
}

/** One delivery, taken from the queue and split. */
export interface ReadDelivery {
  readonly record: SQSRecord;
  readonly delivery: Delivery;
  readonly changes: readonly KeyedChange[];
  /** Where it is archived; absent when the archive is off, and for replays. */
  readonly archive?: ArchiveRef | undefined;
}

/**
 * Reads a queue message back into the delivery that ingress accepted, and splits it.
 * @throws MessageError | BodyError for what will never be readable; anything else when the bucket did not answer
 */
export async function readMessage(record: SQSRecord, objects: ObjectStore): Promise<ReadDelivery> {
  const { delivery, encoding } = fromAttributes(attributesOf(record));
  const rawBody = await bodyOf(record.body, encoding, objects);
  mustBeAffordable(rawBody);
  const changes = split(parseLossless(rawBody)).map((change) => ({ id: claimKey(delivery, change), change }));
  return { record, delivery, changes };
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
  const hint = `the body has more than ${MAX_STRUCTURAL_TOKENS} structural tokens. Find out who can sign such bodies; the archive has this one.`;
  throw new MessageError('TOO_EXPENSIVE', hint);
}
