import { readFileSync } from 'node:fs';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import type { Change } from '../../../src/pipeline/change/change.ts';

const PAYLOADS = new URL('../../fixtures/payloads/', import.meta.url);

/** A row of `expected.jsonl`: what one fixture holds, written manually from Meta's documents. */
export interface ExpectedRow {
  readonly file: string;
  readonly object: string;
  readonly fields: string;
  readonly changes: number;
  readonly occurrences: number;
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
export function toSplit(body: unknown): readonly Change[] {
  return splitBody(Buffer.from(JSON.stringify(body))).changes;
}

/** The changes of a fixture. */
export function splitFile(file: string): readonly Change[] {
  return splitBody(payload(file)).changes;
}

/** The changes of a body. */
export function splitText(body: Buffer): readonly Change[] {
  return splitBody(body).changes;
}

const CASE_FILES = new URL('../../fixtures/cases/', import.meta.url);

/** A row of the cases' `expected.jsonl`: what is new in a body when others came before it. */
export interface CaseRow {
  readonly file: string;
  readonly after?: readonly string[];
  readonly occurrences: number;
  readonly kinds?: readonly string[];
  /** Whether the new changes are weak. */
  readonly weak?: 'never' | 'allowed' | 'expected';
  /** Whose contact each event may carry, by user id. */
  readonly contacts?: readonly (readonly string[])[];
  readonly note: string;
}

/** Bodies of public reports, documents and other receivers' tests that once came out wrong. */
export const CASES: readonly CaseRow[] = readFileSync(new URL('expected.jsonl', CASE_FILES), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CaseRow);

/** The bytes of a case. */
export function caseBody(file: string): Buffer {
  return readFileSync(new URL(file, CASE_FILES));
}

/** A body as Meta sends it again: every `time` of an entry, and Threads' own, an hour later. */
export function withTimesMoved(body: Buffer): Buffer {
  return Buffer.from(
    body.toString('utf8').replace(/(?<="time"\s*:\s*"?)\d{10}/g, (seconds) => String(Number(seconds) + 3600)),
  );
}
