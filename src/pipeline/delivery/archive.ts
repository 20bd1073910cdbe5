import { APP_KEY } from '../accept/app-key.ts';
import type { Delivery } from './delivery.ts';
import { isEncoding, type Encoding } from './encoding.ts';

/** Where the archive lies in the bucket. */
export const ARCHIVE_PREFIX = 'deliveries/';

/** One line of an archive object: a delivery as the queue carried it. */
export interface ArchivedDelivery extends Pick<Delivery, 'deliveryId' | 'app' | 'receivedAt'> {
  readonly encoding: Encoding;
  /** The queue message's body: Meta's, in `encoding`; of `s3` the pointer. */
  readonly body: string;
}

/** Writes a line, without its newline. */
export function archiveLine({ deliveryId, app, receivedAt, encoding, body }: ArchivedDelivery): string {
  return JSON.stringify({ deliveryId, app, receivedAt, encoding, body });
}

/**
 * Names the folder of an hour: `deliveries/<app>/<yyyy>/<mm>/<dd>/<hh>/`, UTC. Athena projects partitions from it.
 * @param receivedAt - ISO 8601
 */
export function archiveFolder(app: string, receivedAt: string): string {
  return `${ARCHIVE_PREFIX}${app}/${new Date(receivedAt).toISOString().slice(0, 13).replace(/[-T]/g, '/')}/`;
}

/**
 * Names the object that one attempt writes. Every attempt writes its own, so none is overwritten; a retry repeats
 * lines, and readers keep one line per deliveryId.
 * @param attemptId - UUIDv7
 */
export function archiveKey(app: string, receivedAt: string, attemptId: string): string {
  return `${archiveFolder(app, receivedAt)}${attemptId}.jsonl.gz`;
}

/** Reads a line back; undefined for what is none, such as the last line of an object that was cut. */
export function readArchiveLine(line: string): ArchivedDelivery | undefined {
  let read: Partial<Record<keyof ArchivedDelivery, unknown>> | null;
  try {
    read = JSON.parse(line) as typeof read;
  } catch {
    return undefined;
  }
  const { deliveryId, app, receivedAt, encoding, body } = read ?? {};
  const texts = [deliveryId, app, receivedAt, encoding, body].every((text) => typeof text === 'string');
  return texts && APP_KEY.test(String(app)) && isEncoding(String(encoding)) ? (read as ArchivedDelivery) : undefined;
}
