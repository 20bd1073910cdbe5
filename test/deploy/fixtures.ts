import { readFileSync } from 'node:fs';
import { EXPECTED, type ExpectedRow } from '../support/builders/expected.ts';

/** What `expected.jsonl` says of a fixture besides what is in it: Meta's signatures of its exact bytes. */
interface SignedRow extends ExpectedRow {
  /** Hex HMAC-SHA256 under the fixtures' app secret. */
  readonly sha256: string;
  /** Hex HMAC-SHA1, what Meta sends beside it. */
  readonly sha1: string;
}

export const FIXTURES = EXPECTED as readonly SignedRow[];

/** The keys of each fixture's changes, as `npm run catalog:freeze` wrote them. */
export const FROZEN_KEYS: readonly { readonly file: string; readonly keys: readonly string[] }[] = readFileSync(
  new URL('../fixtures/identities.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as { file: string; keys: string[] });
