import type { S3Client } from '@aws-sdk/client-s3';
import { withTimeoutsAndRetries } from './client-options.ts';

/** The bucket, for what is too large for a message or an event. */
export interface ObjectStore {
  readonly bucket: string;
  put(key: string, body: Buffer | string, options?: PutOptions): Promise<void>;
  get(place: { readonly bucket: string; readonly key: string }, signal?: AbortSignal): Promise<Buffer>;
}

export interface PutOptions {
  readonly signal?: AbortSignal;
  /** @default application/json */
  readonly contentType?: string;
}

/**
 * Makes the store. Large bodies are rare: the S3 client is loaded when the first one comes, so that no cold start
 * pays for it.
 */
export function createObjectStore(bucket: string, newClient: () => Promise<S3Client> = newS3Client): ObjectStore {
  let client: Promise<S3Client> | undefined;
  const s3 = async () => {
    const loaded = (client ??= newClient());
    return { client: await loaded, commands: await import('@aws-sdk/client-s3') };
  };
  return {
    bucket,
    put: async (Key, Body, { signal: abortSignal, contentType: ContentType = 'application/json' } = {}) => {
      const { client, commands } = await s3();
      await client.send(new commands.PutObjectCommand({ Bucket: bucket, Key, Body, ContentType }), { abortSignal });
    },
    get: async (place, abortSignal) => {
      const { client, commands } = await s3();
      const { Body } = await client.send(new commands.GetObjectCommand({ Bucket: place.bucket, Key: place.key }), {
        abortSignal,
      });
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
  };
}

async function newS3Client(): Promise<S3Client> {
  const { S3Client } = await import('@aws-sdk/client-s3');
  return new S3Client(withTimeoutsAndRetries({ requestMs: 2_000, tries: 2 }));
}
