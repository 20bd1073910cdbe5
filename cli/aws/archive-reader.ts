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
import { retry } from '../../src/retry/retry.ts';

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
 * Reads the deliveries of a range hour by hour, and within an hour app by app. Returns each delivery once, although
 * retries can repeat lines. Reads several objects at a time, line by line. Ends early if the process is interrupted.
 */
export async function* readArchive(
  place: ArchivePlace,
  { range, apps, onFault }: ArchiveQuery,
): AsyncGenerator<ArchivedLine> {
  const chosen = apps.length > 0 ? apps : await listArchivedApps(place);
  const keys = mergeByHour(chosen.map((app) => listKeys(place, range, app)));
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
export async function listArchivedApps({ s3, bucket }: ArchivePlace): Promise<string[]> {
  const { CommonPrefixes = [] } = await s3.send(
    new ListObjectsV2Command({ Bucket: bucket, Prefix: ARCHIVE_PREFIX, Delimiter: '/' }),
  );
  return CommonPrefixes.map(({ Prefix = '' }) => Prefix.slice(ARCHIVE_PREFIX.length, -1));
}

/** Lists the keys of an app from the first hour to the last. Keys are sorted by hour. */
async function* listKeys(
  { s3, bucket, ports }: ArchivePlace,
  range: TimeRange,
  app: string,
): AsyncGenerator<string, undefined> {
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

/** Merges the keys of several apps, so that an hour of one app is not after a later hour of another one. */
async function* mergeByHour(lists: readonly AsyncGenerator<string, undefined>[]): AsyncGenerator<string> {
  const heads = await Promise.all(lists.map(async (list) => ({ list, key: (await list.next()).value })));
  for (;;) {
    const hours = heads.flatMap(({ key }) => (key === undefined ? [] : [hourOfKey(key)]));
    const [earliest] = hours.sort();
    if (earliest === undefined) return;
    for (const head of heads) {
      while (head.key !== undefined && hourOfKey(head.key) === earliest) {
        yield head.key;
        head.key = (await head.list.next()).value;
      }
    }
  }
}

/** Returns the hour of an object, e.g. `2026/01/31/12`. */
export function hourOfKey(key: string): string {
  return key.split('/').slice(-5, -1).join('/');
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
  const { signal, pause } = place.ports;
  // The SDK does not retry after the response has started.
  const waitMs = (error: unknown, attempts: number): number | undefined =>
    attempts === TRIES || signal.aborted || !isBrokenConnection(error) ? undefined : PAUSE_MS * attempts;
  return retry(async () => readLines(place, key), { waitMs, pause: async (ms) => pause(ms, signal) });
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
