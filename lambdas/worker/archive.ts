import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { SQSRecord } from 'aws-lambda';
import { archiveFolder, archiveKey, archiveLine } from '../../src/pipeline/delivery/archive.ts';
import { fromAttributes } from '../../src/pipeline/delivery/queue-message.ts';
import type { ArchiveRef } from '../../src/events/event-reference.ts';
import { ReceiverError } from '../../src/errors/receiver-error.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { Metrics } from '../aws/metrics.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import { attributesOf } from './queue.ts';

const compress = promisify(gzip);

export interface ArchiveDeps {
  readonly objects: ObjectStore;
  /** A new UUIDv7. */
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Keeps what Meta sent, before anything is made of it. */
export interface Archive {
  /**
   * Writes one object per app and hour. Never throws.
   * @returns where each message was written, by messageId; what is missing could not be written and must not be
   *   emitted. `undefined` stands for what is not archived: replays, which are in the archive already, and messages
   *   that nobody can read.
   */
  write(records: readonly SQSRecord[]): Promise<ReadonlyMap<string, ArchiveRef | undefined>>;
}

/** The archive of a stack that keeps none. */
export const NO_ARCHIVE: Archive = {
  write: (records) => Promise.resolve(new Map(records.map(({ messageId }) => [messageId, undefined]))),
};

interface Line {
  readonly messageId: string;
  readonly app: string;
  readonly receivedAt: string;
  readonly text: string;
}

/** Makes the archive in a bucket. */
export function createArchive({ objects, newId, log, metrics }: ArchiveDeps): Archive {
  const writeOne = async (lines: readonly Line[]): Promise<readonly (readonly [string, ArchiveRef])[]> => {
    const { app = '', receivedAt = '' } = lines[0] ?? {};
    const key = archiveKey(app, receivedAt, newId());
    try {
      const body = await compress(lines.map(({ text }) => `${text}\n`).join(''));
      await objects.put(key, body, { contentType: 'application/gzip' });
      metrics.write('archived', { app }, { ArchiveBytes: body.byteLength });
      log.info('archived', { app, deliveries: lines.length, archiveBytes: body.byteLength });
      return lines.map(({ messageId }) => [messageId, { bucket: objects.bucket, key }] as const);
    } catch (error) {
      log.error('not archived, so not emitted: will be tried again', {
        app,
        deliveries: lines.length,
        ...nameOfError(error),
      });
      return [];
    }
  };
  return {
    write: async (records) => {
      const lines = records.map(lineOf);
      const kept = lines.filter((line) => line !== undefined);
      const byHour = Map.groupBy(kept, ({ app, receivedAt }) => archiveFolder(app, receivedAt));
      const written = (await Promise.all([...byHour.values()].map(writeOne))).flat();
      const notArchived = records
        .filter((_, i) => lines[i] === undefined)
        .map(({ messageId }) => [messageId, undefined] as const);
      return new Map<string, ArchiveRef | undefined>([...notArchived, ...written]);
    },
  };
}

function lineOf(record: SQSRecord): Line | undefined {
  try {
    const { delivery, encoding } = fromAttributes(attributesOf(record));
    if (delivery.replayOf !== undefined) return undefined;
    const { app, receivedAt } = delivery;
    return {
      messageId: record.messageId,
      app,
      receivedAt,
      text: archiveLine({ ...delivery, encoding, body: record.body }),
    };
  } catch (error) {
    if (error instanceof ReceiverError) return undefined; // goes to the dead letters, as it is
    throw error;
  }
}
