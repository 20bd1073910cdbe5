import { readFileSync } from 'node:fs';
import { parseLossless } from '../../src/change/parse-lossless.ts';
import { split } from '../../src/change/split.ts';
import type { Change } from '../../src/change/change.ts';

const PAYLOADS = new URL('../fixtures/payloads/', import.meta.url);

/** A row of `expected.jsonl`: what one fixture holds, written by hand from Meta's documents. */
export interface ExpectedRow {
  readonly file: string;
  readonly object: string;
  readonly fields: string;
  readonly changes: number;
  readonly occurrences: number;
  /** `object|kind|scope|members…`, or null where no identity is possible. */
  readonly ids: readonly string[] | null;
  readonly note: string;
}

export const EXPECTED: readonly ExpectedRow[] = readFileSync(new URL('expected.jsonl', PAYLOADS), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ExpectedRow);

/** The bytes of a fixture, as Meta would send them. */
export function payload(file: string): Buffer {
  return readFileSync(new URL(file, PAYLOADS));
}

/** The changes of a body given as a value. */
export function splitOf(body: unknown): Change[] {
  return split(parseLossless(Buffer.from(JSON.stringify(body))));
}

/** The changes of a fixture. */
export function splitFile(file: string): Change[] {
  return split(parseLossless(payload(file)));
}
