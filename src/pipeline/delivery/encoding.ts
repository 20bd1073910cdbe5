import { hash } from 'node:crypto';
import { MAX_MESSAGE_BODY_BYTES } from './limits.ts';
import { MessageError } from './message-error.ts';

/** Encoding of Meta's body in a queue message: unchanged text, base64, or a pointer to the bucket. */
export type Encoding = 'text' | 'base64' | 's3';

const ENCODINGS: ReadonlySet<string> = new Set<Encoding>(['text', 'base64', 's3']);

export function isEncoding(text: string): text is Encoding {
  return ENCODINGS.has(text);
}

/** Location and digest of a body that is too large for a message. It is the message body of `encoding: s3`. */
export interface OversizePointer {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /** 64 lower-case hex digits. */
  readonly sha256: string;
}

/** An encoded body for the queue, or `s3` if it is too large. */
export type EncodedBody = { readonly encoding: 'text' | 'base64'; readonly body: string } | { readonly encoding: 's3' };

/**
 * Matches tab, newline, return and printable ASCII: characters that SQS accepts and that Meta sends (it escapes all
 * others). It is tested on Latin-1, where each byte is one character.
 */
const PLAIN = /^[\t\n\r\x20-\x7e]*$/;

/** Encodes a body. {@link decodeBody} returns exactly the same bytes. */
export function encodeBody(rawBody: Buffer): EncodedBody {
  // No encoding is shorter than the body, so the characters of a large body need not be read.
  if (rawBody.byteLength > MAX_MESSAGE_BODY_BYTES) return { encoding: 's3' };
  const latin1 = rawBody.toString('latin1');
  const encoded = PLAIN.test(latin1)
    ? ({ encoding: 'text', body: latin1 } as const)
    : ({ encoding: 'base64', body: rawBody.toString('base64') } as const);
  return encoded.body.length > MAX_MESSAGE_BODY_BYTES ? { encoding: 's3' } : encoded;
}

/** Returns the bytes that {@link encodeBody} encoded. */
export function decodeBody(encoding: 'text' | 'base64', body: string): Buffer {
  return Buffer.from(body, encoding === 'text' ? 'latin1' : 'base64');
}

/** Creates the pointer to a body that is stored at `bucket`/`key`. */
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
  throw new MessageError(
    'MESSAGE_MALFORMED',
    'Send {"bucket","key","bytes","sha256"} as the message body of encoding s3.',
  );
}

/**
 * Throws unless the object is the body whose signature ingress verified.
 * @throws {@link MessageError} OVERSIZE_BODY_ALTERED
 */
export function verifyPointer(pointer: OversizePointer, rawBody: Uint8Array): void {
  if (rawBody.byteLength !== pointer.bytes || hash('sha256', rawBody) !== pointer.sha256) {
    throw new MessageError(
      'OVERSIZE_BODY_ALTERED',
      'The object differs from the one that ingress stored. Check who can write to oversize/.',
    );
  }
}
