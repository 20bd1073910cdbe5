import type { SQSRecord } from 'aws-lambda';
import { ReceiverError } from '../../src/errors/receiver-error.ts';
import type { Delivery } from '../../src/pipeline/delivery/delivery.ts';
import { readPointer, type Encoding, type OversizePointer } from '../../src/pipeline/delivery/encoding.ts';
import { fromAttributes, readOrigin, type MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';

/** What the worker needs from any queue message, readable or not. */
export interface QueuedMessage {
  readonly messageId: string;
  readonly receiptHandle: string;
  /** Meta's body in its encoding, or a pointer to it. */
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** The number of times SQS has delivered the message, including this time. */
  readonly receives: number;
  /** Set for `encoding: s3`: where the body is stored, or why the pointer is invalid. */
  readonly pointer: OversizePointer | ReceiverError | undefined;
  /** The size of Meta's body, encoded. For a valid pointer, the size that the pointer states. */
  readonly bodyBytes: number;
  /** True if a command moved the message. A second copy may exist. */
  readonly isMoved: boolean;
}

/** A message whose attributes describe a delivery. Its body may still turn out to be unreadable. */
export interface ReadableDelivery extends QueuedMessage, Delivery {
  readonly status: 'readable';
  readonly encoding: Encoding;
}

/** A message whose attributes are invalid. No retry can fix it. */
export interface UnreadableDelivery extends QueuedMessage {
  readonly status: 'unreadable';
  readonly error: ReceiverError;
}

/** One SQS record, parsed. */
export type QueuedDelivery = ReadableDelivery | UnreadableDelivery;

/** Parses an SQS record. This is the only place that reads attributes, receive count, origin, encoding and size. */
export function toQueuedDelivery(record: SQSRecord): QueuedDelivery {
  const { messageId, receiptHandle, body } = record;
  const attributes = textAttributes(record);
  const header = valueOrError(() => fromAttributes(attributes));
  const origin =
    header instanceof ReceiverError ? valueOrError(() => readOrigin(attributes['origin'])) : header.delivery;
  const pointer = attributes['encoding'] === 's3' ? valueOrError(() => readPointer(body)) : undefined;
  const message = {
    messageId,
    receiptHandle,
    body,
    attributes,
    receives: Number(record.attributes.ApproximateReceiveCount),
    pointer,
    bodyBytes: pointer === undefined || pointer instanceof ReceiverError ? body.length : pointer.bytes,
    isMoved: !(origin instanceof ReceiverError) && origin.moved !== undefined,
  };
  if (header instanceof ReceiverError) return { ...message, status: 'unreadable', error: header };
  return { ...message, ...header.delivery, status: 'readable', encoding: header.encoding };
}

/** All of our attributes are strings. */
function textAttributes({ messageAttributes }: SQSRecord): MessageAttributes {
  return Object.fromEntries(
    Object.entries(messageAttributes).map(([name, { stringValue = '' }]) => [name, stringValue]),
  );
}

function valueOrError<T>(read: () => T): T | ReceiverError {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReceiverError) return error;
    throw error;
  }
}
