import type { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../lambdas/aws/object-store.ts';
import { decodeBody, readPointer, verifyPointer } from '../../src/pipeline/delivery/encoding.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';

/** Why a body is not available: its pointer is not valid, or its object was altered or is missing. */
export type BodyProblem = 'MESSAGE_MALFORMED' | 'OVERSIZE_BODY_ALTERED' | 'OVERSIZE_BODY_MISSING';

/** Explains each problem for people. */
export const BODY_PROBLEMS: Readonly<Record<BodyProblem | 'INVALID_JSON', string>> = {
  MESSAGE_MALFORMED: 'the message has no valid pointer to the body',
  OVERSIZE_BODY_ALTERED: 'the object under oversize/ was changed after ingress stored it; check who has write access',
  OVERSIZE_BODY_MISSING: 'the object under oversize/ has expired or was deleted',
  INVALID_JSON: 'the body is not valid UTF-8 JSON',
};

/** Reads Meta's body of a queue message or an archive line. Reads a large body from S3 and verifies its digest. */
export type ReadBody = (encoding: string, messageBody: string) => Promise<Buffer | BodyProblem>;

/**
 * Creates a {@link ReadBody}. It throws errors of S3, which a retry may fix.
 * @param bucket - the bucket of the archive
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
