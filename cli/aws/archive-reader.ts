import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { pMapIterable } from 'p-map';
import {
  ARCHIVE_PREFIX,
  archiveFolder,
  readArchiveLine,
  type ArchivedDelivery,
} from '../../src/pipeline/delivery/archive.ts';
import type { CliPorts } from '../ports.ts';
import type { TimeRange } from '../options/time.ts';

/** A delivery and the key of its object in the archive. */
export interface ArchivedLine extends ArchivedDelivery {
  readonly key: string;
}

/** A part of the archive that could not be read: a damaged gzip object or an invalid line. */
export interface ArchiveFault {
  readonly key: string;
  readonly problem: 'OBJECT_DAMAGED' | 'LINE_UNREADABLE';
}

/** The part of the archive to read. */
export interface ArchiveQuery {
  /** The range of receivedAt. */
  readonly range: TimeRange;
  /** The apps to read; empty for all. */
  readonly apps: readonly string[];
  readonly onFault: (fault: ArchiveFault) => void;
}

export interface ArchivePlace {
  readonly s3: S3Client;
  readonly bucket: string;
  readonly ports: Pick<CliPorts, 'pause' | 'signal'>;
}

const HOUR_MS = 3_600_000;
const CONCURRENT_OBJECTS = 8;
const TRIES = 3;
const PAUSE_MS = 500;
const OBJECT_KEY = /^deliveries\/[a-z][a-z0-9]{0,19}\/\d{4}\/\d\d\/\d\d\/\d\d\/[^/]+\.jsonl\.gz$/;

/**
 * Reads the deliveries of a range by app and hour. Returns each delivery once, although retries can repeat lines.
 * Reads several objects at a time, line by line. Ends early if the process is interrupted.
 */
export async function* readArchive(
  place: ArchivePlace,
  { range, apps, onFault }: ArchiveQuery,
): AsyncGenerator<ArchivedLine> {
  const keys = listKeys(place, range, apps.length > 0 ? apps : await listApps(place));
  const objects = pMapIterable(keys, async (key) => ({ key, ...(await readObject(place, key)) }), {
    concurrency: CONCURRENT_OBJECTS,
  });
  let hour = '';
  let seen = new Set<string>();
  for await (const { key, lines, faults } of objects) {
    const folder = getFolder(key);
    if (folder !== hour) [hour, seen] = [folder, new Set()];
    faults.forEach(onFault);
    for (const line of lines) {
      if (seen.has(line.deliveryId) || !isWithin(line, range)) continue;
      seen.add(line.deliveryId);
      yield { ...line, key };
    }
  }
}

/** Lists the apps in the archive. */
async function listApps({ s3, bucket }: ArchivePlace): Promise<string[]> {
  const { CommonPrefixes = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: ARCHIVE_PREFIX, Delimiter: '/' }),
  );
  return CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(ARCHIVE_PREFIX.length, -1));
}

/** Lists the keys from the first hour to the last. Keys are sorted by hour. */
async function* listKeys(
  { s3, bucket, ports }: ArchivePlace,
  range: TimeRange,
  apps: readonly string[],
): AsyncGenerator<string> {
  for (const app of apps) {
    const [first, last] = [range.fromMs, range.toMs - 1].map((ms) =>
      archiveFolder(app, new Date(Math.floor(ms / HOUR_MS) * HOUR_MS).toISOString()),
    );
    let token: string | undefined;
    do {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: `${ARCHIVE_PREFIX}${app}/`,
        StartAfter: first,
        ContinuationToken: token,
      });
      const { Contents = [], NextContinuationToken } = await s3.send(command, { abortSignal: ports.signal });
      const keys = Contents.map(({ Key = '' }) => Key);
      yield* keys.filter((key) => OBJECT_KEY.test(key) && getFolder(key) <= (last ?? ''));
      token = getFolder(keys.at(-1) ?? '') > (last ?? '') ? undefined : NextContinuationToken;
    } while (token !== undefined && !ports.signal.aborted);
  }
}

function getFolder(key: string): string {
  return key.slice(0, key.lastIndexOf('/') + 1);
}

function isWithin({ receivedAt }: ArchivedDelivery, { fromMs, toMs }: TimeRange): boolean {
  const receivedMs = Date.parse(receivedAt);
  return receivedMs >= fromMs && receivedMs < toMs;
}

interface ObjectRead {
  readonly lines: readonly ArchivedDelivery[];
  readonly faults: readonly ArchiveFault[];
}

async function readObject(place: ArchivePlace, key: string): Promise<ObjectRead> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await readLines(place, key);
    } catch (error) {
      // The SDK does not retry after the response has started.
      if (tries === TRIES || place.ports.signal.aborted || !isBrokenConnection(error)) throw error;
      await place.ports.pause(PAUSE_MS * tries, place.ports.signal);
    }
  }
}

async function readLines({ s3, bucket, ports }: ArchivePlace, key: string): Promise<ObjectRead> {
  const lines: ArchivedDelivery[] = [];
  const faults: ArchiveFault[] = [];
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }), { abortSignal: ports.signal });
  const gunzip = createGunzip();
  pipeline(Body as Readable, gunzip, () => undefined); // the loop below throws the error
  try {
    for await (const text of toLines(gunzip)) {
      const line = readArchiveLine(text);
      if (line && !Number.isNaN(Date.parse(line.receivedAt))) lines.push(line);
      else if (text !== '') faults.push({ key, problem: 'LINE_UNREADABLE' });
    }
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    faults.push({ key, problem: 'OBJECT_DAMAGED' });
  }
  return { lines, faults };
}

/** Yields each line without waiting for the rest of the object. */
async function* toLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}

function isBrokenConnection(error: unknown): boolean {
  return ['ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE', 'ETIMEDOUT'].includes(
    (error as NodeJS.ErrnoException).code ?? '',
  );
}
