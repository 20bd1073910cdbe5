import { hash } from 'node:crypto';
import { MAX_MESSAGE_BODY_BYTES } from './limits.ts';
import { MessageError } from './message-error.ts';

/** How a queue message carries Meta's body: as it is, in base64, or as a pointer into the bucket. */
export type Encoding = 'text' | 'base64' | 's3';

const ENCODINGS: ReadonlySet<string> = new Set<Encoding>(['text', 'base64', 's3']);

export function isEncoding(text: string): text is Encoding {
  return ENCODINGS.has(text);
}

/** Where a body lies that no message can hold, and how to know it again. The message body of `encoding: s3`. */
export interface OversizePointer {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** A body, ready for the queue, or too large for it. */
export type EncodedBody = { readonly encoding: 'text' | 'base64'; readonly body: string } | { readonly encoding: 's3' };

/**
 * Tab, newline, return and printable ASCII: what every SQS takes as text, and what Meta sends (it escapes the rest).
 * Checked on Latin-1, where each byte is one character.
 */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;

/** Chooses the encoding. Every byte comes back from {@link decodeBody}, whatever the bytes. */
export function encodeBody(rawBody: Buffer): EncodedBody {
  const latin1 = rawBody.toString('latin1');
  const encoded = PLAIN.test(latin1)
    ? ({ encoding: 'text', body: latin1 } as const)
    : ({ encoding: 'base64', body: rawBody.toString('base64') } as const);
  return encoded.body.length > MAX_MESSAGE_BODY_BYTES ? { encoding: 's3' } : encoded;
}

/** Gives the bytes back that {@link encodeBody} took. */
export function decodeBody(encoding: 'text' | 'base64', body: string): Buffer {
  return Buffer.from(body, encoding === 'text' ? 'latin1' : 'base64');
}

/** Describes a body that lies, or is about to lie, at `bucket`/`key`. */
export function pointTo(rawBody: Uint8Array, place: { bucket: string; key: string }): OversizePointer {
  return { bucket: place.bucket, key: place.key, bytes: rawBody.byteLength, sha256: hash('sha256', rawBody) };
}

/**
 * Reads the message body of `encoding: s3`.
 * @throws {@link MessageError} MESSAGE_MALFORMED
 */
export function readPointer(messageBody: string): OversizePointer {
  let pointer: Partial<Record<keyof OversizePointer, unknown>> | null;
  try {
    pointer = JSON.parse(messageBody) as typeof pointer;
  } catch {
    pointer = null;
  }
  const { bucket, key, bytes, sha256 } = pointer ?? {};
  if (
    typeof bucket === 'string' &&
    typeof key === 'string' &&
    typeof bytes === 'number' &&
    typeof sha256 === 'string'
  ) {
    return { bucket, key, bytes, sha256 };
  }
  throw new MessageError('MESSAGE_MALFORMED', 'the message body of encoding s3 is {"bucket","key","bytes","sha256"}');
}

/**
 * Makes sure that the object read back is the body whose signature was proved.
 * @throws {@link MessageError} OVERSIZE_BODY_ALTERED
 */
export function verifyPointer(pointer: OversizePointer, rawBody: Uint8Array): void {
  if (rawBody.byteLength !== pointer.bytes || hash('sha256', rawBody) !== pointer.sha256) {
    throw new MessageError(
      'OVERSIZE_BODY_ALTERED',
      'the object is not what ingress stored: find out who can write to oversize/',
    );
  }
}
