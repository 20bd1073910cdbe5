import type { S3Client } from '@aws-sdk/client-s3';
import { createObjectStore } from '../../lambdas/aws/object-store.ts';
import { decodeBody, readPointer, verifyPointer } from '../../src/pipeline/delivery/encoding.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';

/** Why a body cannot be had: it is not what ingress stored, it is gone, or its message says nothing of it. */
export type BodyProblem = 'MESSAGE_MALFORMED' | 'OVERSIZE_BODY_ALTERED' | 'OVERSIZE_BODY_MISSING';

/** What a problem means, for people. */
export const BODY_PROBLEMS: Readonly<Record<BodyProblem | 'INVALID_JSON', string>> = {
  MESSAGE_MALFORMED: 'its message does not say where the body is',
  OVERSIZE_BODY_ALTERED: 'the object under oversize/ is not what ingress stored: find out who can write there',
  OVERSIZE_BODY_MISSING: 'the object under oversize/ is gone: its lifecycle is over, or somebody deleted it',
  INVALID_JSON: 'the body is not JSON in UTF-8',
};

/** Reads Meta's body of a queue message or an archive line; a large one from the bucket, compared with its digest. */
export type ReadBody = (encoding: string, messageBody: string) => Promise<Buffer | BodyProblem>;

/**
 * Makes it. It throws what the service threw when that did not answer: another try may do better.
 * @param bucket - the archive's
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
      const problem = problemOf(error);
      if (problem === undefined) throw error;
      return problem;
    }
  };
}

function problemOf(error: unknown): BodyProblem | undefined {
  if (error instanceof ReceiverError) return error.code === 'OVERSIZE_BODY_ALTERED' ? error.code : 'MESSAGE_MALFORMED';
  return Error.isError(error) && error.name === 'NoSuchKey' ? 'OVERSIZE_BODY_MISSING' : undefined;
}
