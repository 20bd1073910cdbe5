import { APP_KEY } from '../accept/app-key.ts';
import type { Delivery } from './delivery.ts';
import { isEncoding, type Encoding } from './encoding.ts';

/** Prefix of the archive in the bucket. */
export const ARCHIVE_PREFIX = 'deliveries/';

/** One line of an archive object: a delivery as in the queue. */
export interface ArchivedDelivery extends Pick<Delivery, 'deliveryId' | 'app' | 'receivedAt'> {
  readonly encoding: Encoding;
  /** Body of the queue message: Meta's body in `encoding`, or the pointer for `s3`. */
  readonly body: string;
}

/** Returns an archive line without the newline. */
export function archiveLine({ deliveryId, app, receivedAt, encoding, body }: ArchivedDelivery): string {
  return JSON.stringify({ deliveryId, app, receivedAt, encoding, body });
}

/**
 * Returns the folder of an hour: `deliveries/<app>/<yyyy>/<mm>/<dd>/<hh>/`, UTC. Athena uses it as a partition.
 * @param receivedAt - ISO 8601
 */
export function archiveFolder(app: string, receivedAt: string): string {
  return `${ARCHIVE_PREFIX}${app}/${new Date(receivedAt).toISOString().slice(0, 13).replace(/[-T]/g, '/')}/`;
}

/**
 * Returns the key of the object that one attempt writes. Each attempt writes a new object, so none is overwritten. A
 * retry repeats lines, and readers use one line per deliveryId.
 * @param attemptId - UUIDv7
 */
export function archiveKey(app: string, receivedAt: string, attemptId: string): string {
  return `${archiveFolder(app, receivedAt)}${attemptId}.jsonl.gz`;
}

/** Reads an archive line. Returns undefined for an invalid line, such as the last line of a truncated object. */
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
