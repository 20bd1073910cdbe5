import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { archiveFolder, archiveKey, archiveLine } from '../../src/pipeline/delivery/archive.ts';
import type { ArchiveRef } from '../../src/events/event-reference.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { Metrics } from '../aws/metrics.ts';
import type { ObjectStore } from '../aws/object-store.ts';
import type { QueuedDelivery, ReadableDelivery } from './to-queued-delivery.ts';

const compress = promisify(gzip);

/** Dependencies of {@link createArchive}. */
export interface ArchiveDeps {
  readonly objects: ObjectStore;
  /** Returns a new UUIDv7. */
  readonly newId: () => string;
  readonly log: Log;
  readonly metrics: Metrics;
}

/**
 * What happened to a delivery in the archive. `skipped` stands for replays, which are archived already, and for
 * unreadable messages. A delivery that `failed` must not be emitted.
 */
export type ArchiveOutcome =
  | { readonly status: 'archived'; readonly ref: ArchiveRef }
  | { readonly status: 'skipped' }
  | { readonly status: 'failed' };

/** One outcome per delivery, by messageId. */
export type Archived = ReadonlyMap<string, ArchiveOutcome>;

/** Keeps what Meta sent. */
export interface Archive {
  /** Writes one object per app and hour. Never throws. */
  write(deliveries: readonly QueuedDelivery[]): Promise<Archived>;
}

const SKIPPED: ArchiveOutcome = { status: 'skipped' };
const FAILED: ArchiveOutcome = { status: 'failed' };

/** The archive of a stack that has none. */
export const NO_ARCHIVE: Archive = {
  write: (deliveries) => Promise.resolve(new Map(deliveries.map(({ messageId }) => [messageId, SKIPPED]))),
};

/** Creates an archive that writes to a bucket. */
export function createArchive(deps: ArchiveDeps): Archive {
  return {
    write: async (deliveries) => {
      const readable = deliveries.filter((delivery) => delivery.status === 'readable');
      const kept = readable.filter(({ replayOf }) => replayOf === undefined);
      const byHour = Map.groupBy(kept, ({ app, receivedAt }) => archiveFolder(app, receivedAt));
      const written = await Promise.all(
        [...byHour.values()].map(async (hour) => {
          const outcome = await writeHour(hour, deps);
          return hour.map(({ messageId }) => [messageId, outcome] as const);
        }),
      );
      const skipped = deliveries.map(({ messageId }) => [messageId, SKIPPED] as const);
      return new Map([...skipped, ...written.flat()]);
    },
  };
}

/** Writes the deliveries of one app and hour as one object. */
async function writeHour(
  deliveries: readonly ReadableDelivery[],
  { objects, newId, log, metrics }: ArchiveDeps,
): Promise<ArchiveOutcome> {
  const { app = '', receivedAt = '' } = deliveries[0] ?? {};
  const key = archiveKey(app, receivedAt, newId());
  try {
    const body = await compress(deliveries.map((delivery) => `${archiveLine(delivery)}\n`).join(''));
    await objects.put(key, body, { contentType: 'application/gzip' });
    metrics.write('archived', { app }, { ArchiveBytes: body.byteLength });
    log.info('archived', { app, deliveries: deliveries.length, archiveBytes: body.byteLength });
    return { status: 'archived', ref: { bucket: objects.bucket, key } };
  } catch (error) {
    log.error('not archived, so not emitted: will be tried again', {
      app,
      deliveries: deliveries.length,
      ...nameOfError(error),
    });
    return FAILED;
  }
}
