import { gzipSync } from 'node:zlib';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A line of the archive, as described in docs/archive.md. */
export interface TestLine {
  readonly deliveryId: string;
  readonly app?: string;
  readonly receivedAt: string;
  readonly encoding?: string;
  readonly body: string;
}

/** Creates a writer of archive objects in the worker's format, for any time. */
export function archiveWriter(s3: S3Client, bucket: string) {
  let objects = 0;
  const put = async (key: string, body: Buffer | string): Promise<string> => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    return key;
  };
  return {
    put,
    /** Writes one object to the folder of the first line's hour. */
    write: async (...lines: readonly TestLine[]): Promise<string> => {
      const { app = 'meta', receivedAt } = lines[0]!;
      const [day = '', time = ''] = receivedAt.split('T');
      objects += 1;
      const text = lines.map((line) => `${JSON.stringify({ app: 'meta', encoding: 'text', ...line })}\n`).join('');
      return put(
        `deliveries/${app}/${day.replaceAll('-', '/')}/${time.slice(0, 2)}/${deliveryId(objects)}.jsonl.gz`,
        gzipSync(text),
      );
    },
  };
}

/** Returns a synthetic deliveryId. */
export function deliveryId(n: number): string {
  return `019b7600-0000-7000-8000-${String(n).padStart(12, '0')}`;
}
