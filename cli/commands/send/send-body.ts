import { readFile } from 'node:fs/promises';
import type { Json } from '../../../src/json/json.ts';
import { parseLossless } from '../../../src/json/parse-lossless.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { CliError } from '../../errors/cli-error.ts';
import { bodyKey, putTogether, takeApart, type Piece } from '../../../local/meta/meta-body.ts';
import { metaJson } from '../../../local/meta/meta-json.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import type { CliPorts } from '../../ports.ts';
import { freshPieces } from '../../../local/meta/samples.ts';
import { exactSampleBody, findSample } from '../../meta/samples.ts';

/** The source of the body to send. */
export type BodySource = SampleSource | { readonly from: 'file'; readonly path: string } | { readonly from: 'stdin' };

/** A sample of the catalog. */
export interface SampleSource {
  readonly from: 'sample';
  readonly name: string;
  /** Whether to use the documented ids and times, which most receivers have already seen. */
  readonly exact: boolean;
  /** Number of changes. */
  readonly batch: number;
  readonly entryId?: string | undefined;
}

type BodyPorts = Pick<CliPorts, 'readStdin' | 'now' | 'newId'>;

/**
 * Reads or builds one body. Does not change the bytes of a file or of standard input.
 * @throws {@link CliError} FILE_UNREADABLE | SAMPLE_UNKNOWN | USAGE
 */
export async function readBody(source: BodySource, ports: BodyPorts): Promise<Buffer> {
  if (source.from !== 'sample') return source.from === 'stdin' ? ports.readStdin() : readBodyFile(source.path);
  if (source.exact) return exactSampleBody(source.name);
  const pieces = buildPieces(source, ports);
  if (new Set(pieces.map(bodyKey)).size === 1) return metaJson(putTogether(pieces));
  throw new CliError('USAGE', {
    message: `Meta sends each change of ${findSample(source.name).object} in its own body`,
    hint: 'Leave out --batch, or add --simulate-retries to send the changes one by one.',
  });
}

/**
 * Reads or builds changes that can be sent in any grouping.
 * @throws {@link CliError} FILE_UNREADABLE | SAMPLE_UNKNOWN | USAGE if the body is not a Meta webhook body
 */
export async function readPieces(source: BodySource, ports: BodyPorts): Promise<readonly Piece[]> {
  if (source.from === 'sample' && !source.exact) return buildPieces(source, ports);
  const pieces = toPieces(parsed(await readBody(source, ports)));
  if (pieces.length === 0)
    throw new CliError('USAGE', {
      message: 'the body has no changes',
      hint: 'Leave out --simulate-retries to post any body unchanged.',
    });
  return pieces;
}

/** Counts the changes in a body; undefined if it is not JSON. */
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
        hint: 'Check the path in --file, or use - for standard input.',
      },
      { cause: error },
    );
  }
}

function toPieces(body: Json): readonly Piece[] {
  const pieces = takeApart(body);
  if (pieces !== undefined) return pieces;
  throw new CliError('USAGE', {
    message: 'not a Meta webhook body: it has no entries',
    hint: 'Leave out --simulate-retries to post any body unchanged.',
  });
}

/** Builds changes that differ from each other and from all earlier ones. */
function buildPieces({ name, batch, entryId }: SampleSource, { now, newId }: BodyPorts): readonly Piece[] {
  return freshPieces(findSample(name), { entryId, timeMs: now(), salt: newId(), changes: batch });
}

function parsed(body: Buffer): Json {
  try {
    return parseLossless(body);
  } catch (error) {
    throw new CliError(
      'USAGE',
      { message: 'the body is not valid UTF-8 JSON', hint: 'Leave out --simulate-retries to post any body unchanged.' },
      { cause: error },
    );
  }
}
