import type { S3Client } from '@aws-sdk/client-s3';
import { HOT_PATH, withTimeoutsAndRetries } from './client-options.ts';

/** Bucket for bodies and values that are too large for a message or an event. */
export interface ObjectStore {
  readonly bucket: string;
  put(key: string, body: Buffer | string, options?: PutOptions): Promise<void>;
  get(place: { readonly bucket: string; readonly key: string }, signal?: AbortSignal): Promise<Buffer>;
}

/** Options of {@link ObjectStore.put}. */
export interface PutOptions {
  readonly signal?: AbortSignal;
  /** @default application/json */
  readonly contentType?: string;
}

/**
 * Creates the store. Large bodies are rare, so the S3 client is loaded with the first one and does not slow down cold
 * starts.
 */
export function createObjectStore(bucket: string, newClient: () => Promise<S3Client> = newS3Client): ObjectStore {
  let client: Promise<S3Client> | undefined;
  const s3 = async () => {
    const loaded = (client ??= newClient());
    return { client: await loaded, commands: await import('./s3.ts') };
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
  const { S3Client } = await import('./s3.ts');
  return new S3Client({ ...withTimeoutsAndRetries({ requestMs: 2_000, tries: 2 }), ...HOT_PATH });
}
