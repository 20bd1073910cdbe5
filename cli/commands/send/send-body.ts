import { readFile } from 'node:fs/promises';
import type { Json } from '../../../src/json/json.ts';
import { parseLossless } from '../../../src/json/parse-lossless.ts';
import { split } from '../../../src/pipeline/change/split.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { CliError } from '../../errors/cli-error.ts';
import { bodyKey, putTogether, takeApart, type Piece } from '../../meta/meta-body.ts';
import { metaJson } from '../../meta/meta-json.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import type { CliPorts } from '../../ports.ts';
import { exactSampleBody, findSample, sampleBody } from '../../meta/samples.ts';

/** What is to be sent. */
export type BodySource = SampleSource | { readonly from: 'file'; readonly path: string } | { readonly from: 'stdin' };

/** A sample of the catalog. */
export interface SampleSource {
  readonly from: 'sample';
  readonly name: string;
  /** Its ids and times as documented, which every receiver but a new one has seen. */
  readonly exact: boolean;
  /** How many changes. */
  readonly batch: number;
  readonly entryId?: string | undefined;
}

type BodyPorts = Pick<CliPorts, 'readStdin' | 'now' | 'newId'>;

/**
 * Reads or makes one body. A file's and standard input's bytes stay what they are.
 * @throws {@link CliError} FILE_UNREADABLE | SAMPLE_UNKNOWN | USAGE
 */
export async function readBody(source: BodySource, ports: BodyPorts): Promise<Buffer> {
  if (source.from !== 'sample') return source.from === 'stdin' ? ports.readStdin() : readBodyFile(source.path);
  if (source.exact) return exactSampleBody(source.name);
  const pieces = freshPieces(source, ports);
  if (new Set(pieces.map(bodyKey)).size === 1) return metaJson(putTogether(pieces));
  throw new CliError('USAGE', {
    message: `Meta sends each change of ${findSample(source.name).object} in a body of its own`,
    hint: 'leave out --batch, or add --like-meta, which sends one after the other',
  });
}

/**
 * Reads or makes changes that may come in any grouping.
 * @throws {@link CliError} FILE_UNREADABLE | SAMPLE_UNKNOWN | USAGE for what is no body of Meta's
 */
export async function readPieces(source: BodySource, ports: BodyPorts): Promise<readonly Piece[]> {
  if (source.from === 'sample' && !source.exact) return freshPieces(source, ports);
  const pieces = takeApart(parsed(await readBody(source, ports)));
  if (pieces.length === 0)
    throw new CliError('USAGE', {
      message: 'the body has no changes',
      hint: 'without --like-meta anything is posted, as it is',
    });
  return pieces;
}

/** How many changes the receiver will see; undefined where it is no JSON. */
export function changesIn(body: Buffer): number | undefined {
  try {
    return splitBody(body).changes.length;
  } catch {
    return undefined;
  }
}

async function readBodyFile(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown';
    throw new CliError(
      'FILE_UNREADABLE',
      {
        message: `${sanitize(path)} cannot be read (${code})`,
        hint: 'name a file with --file, or take - for standard input',
      },
      { cause: error },
    );
  }
}

/** Changes none of which is the same as another, or as any that was ever sent. */
function freshPieces({ name, batch, entryId }: SampleSource, { now, newId }: BodyPorts): readonly Piece[] {
  const salt = newId();
  const timeMs = now();
  const known = new Set<string>();
  const pieces: Piece[] = [];
  for (let secondsAgo = 0, made = 0; pieces.length < batch; made += 1) {
    const body = parseLossless(
      sampleBody(name, { entryId, timeMs: timeMs - secondsAgo * 1000, salt: `${salt} ${made}` }),
    );
    const key = keyOf(body);
    // Where Meta gives no id, the second of sending is all that tells two changes apart: the next was sent earlier.
    if (known.has(key)) secondsAgo += 1;
    else pieces.push(...takeApart(body));
    known.add(key);
  }
  return pieces;
}

/** WhatsApp's errors have neither id nor time, so that the delivery tells them apart: here all that they say. */
function keyOf(body: Json): string {
  const delivery = { app: '', deliveryId: JSON.stringify(body), receivedAt: '' };
  return split(body, Infinity)
    .changes.map((change) => claimKey(delivery, change))
    .join();
}

function parsed(body: Buffer): Json {
  try {
    return parseLossless(body);
  } catch (error) {
    throw new CliError(
      'USAGE',
      { message: 'the body is not JSON in UTF-8', hint: 'without --like-meta anything is posted, as it is' },
      { cause: error },
    );
  }
}
