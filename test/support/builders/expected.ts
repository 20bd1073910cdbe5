import { readFileSync } from 'node:fs';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import type { Change } from '../../../src/pipeline/change/change.ts';

const PAYLOADS = new URL('../../fixtures/payloads/', import.meta.url);

/** A row of `expected.jsonl`: the changes of one fixture, written manually from Meta's documents. */
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

/** Returns the bytes of a fixture in Meta's format. */
export function payload(file: string): Buffer {
  return readFileSync(new URL(file, PAYLOADS));
}

/** Returns the changes of a body value. */
export function toSplit(body: unknown): readonly Change[] {
  return splitBody(Buffer.from(JSON.stringify(body))).changes;
}

/** Returns the changes of a fixture. */
export function splitFile(file: string): readonly Change[] {
  return splitBody(payload(file)).changes;
}

/** Returns the changes of a body. */
export function splitText(body: Buffer): readonly Change[] {
  return splitBody(body).changes;
}

const CASE_FILES = new URL('../../fixtures/cases/', import.meta.url);

/** A row of the cases' `expected.jsonl`: the new changes of a body after other bodies. */
export interface CaseRow {
  readonly file: string;
  readonly after?: readonly string[];
  readonly occurrences: number;
  readonly kinds?: readonly string[];
  /** Says whether the new changes are weak. */
  readonly weak?: 'never' | 'allowed' | 'expected';
  /** User ids of the contacts that each event may contain. */
  readonly contacts?: readonly (readonly string[])[];
  readonly note: string;
}

/** Bodies from public reports, documents and tests of other receivers that were once processed incorrectly. */
export const CASES: readonly CaseRow[] = readFileSync(new URL('expected.jsonl', CASE_FILES), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CaseRow);

/** Returns the bytes of a case. */
export function caseBody(file: string): Buffer {
  return readFileSync(new URL(file, CASE_FILES));
}

/** Returns a body as Meta retries it: each `time` of an entry, and that of Threads, is an hour later. */
export function withTimesMoved(body: Buffer): Buffer {
  return Buffer.from(
    body.toString('utf8').replace(/(?<="time"\s*:\s*"?)\d{10}/g, (seconds) => String(Number(seconds) + 3600)),
  );
}
