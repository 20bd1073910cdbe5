import type { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../lambdas/aws/object-store.ts';
import { decodeBody, readPointer, verifyPointer } from '../../src/pipeline/delivery/encoding.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';

/** Reasons why a body is not available: invalid encoding or pointer, or an object that was altered or is missing. */
export type BodyProblem = 'MESSAGE_MALFORMED' | 'OVERSIZE_BODY_ALTERED' | 'OVERSIZE_BODY_MISSING';

/** The text that the user sees for each problem. */
export const BODY_PROBLEMS: Readonly<Record<BodyProblem | 'INVALID_JSON', string>> = {
  MESSAGE_MALFORMED: 'the encoding of the message is unknown, or its pointer to the body is not valid',
  OVERSIZE_BODY_ALTERED: 'the object under oversize/ was changed after ingress stored it; check who has write access',
  OVERSIZE_BODY_MISSING: 'the object under oversize/ has expired or was deleted',
  INVALID_JSON: 'the body is not valid UTF-8 JSON',
};

/**
 * Returns the body that Meta sent, from a queue message or a line of the archive, or the reason why there is none.
 * Reads an oversize body from S3 and verifies its digest.
 */
export type ReadBody = (encoding: string, messageBody: string) => Promise<Buffer | BodyProblem>;

/**
 * Creates a {@link ReadBody}. The returned function rejects with errors of S3 other than `NoSuchKey`.
 * @param bucket - the bucket with the archive and the oversize bodies
 */
export function createReadBody(s3: S3Client, bucket: string): ReadBody {
  const objects = createObjectStore(bucket, () => Promise.resolve(s3));
  return async (encoding, messageBody) => {
    if (encoding === 'text' || encoding === 'base64') return decodeBody(encoding, messageBody);
    if (encoding !== 's3') return 'MESSAGE_MALFORMED';
    try {
      const pointer = readPointer(messageBody);
      const rawBody = await objects.get(pointer);
      verifyPointer(pointer, rawBody);
      return rawBody;
    } catch (error) {
      const problem = findProblem(error);
      if (problem === undefined) throw error;
      return problem;
    }
  };
}

function findProblem(error: unknown): BodyProblem | undefined {
  if (error instanceof ReceiverError) return error.code === 'OVERSIZE_BODY_ALTERED' ? error.code : 'MESSAGE_MALFORMED';
  return Error.isError(error) && error.name === 'NoSuchKey' ? 'OVERSIZE_BODY_MISSING' : undefined;
}
