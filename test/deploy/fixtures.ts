import { EXPECTED, type ExpectedRow } from '../support/expected.ts';

/** What `expected.jsonl` says of a fixture besides what is in it: Meta's signatures of its exact bytes. */
interface SignedRow extends ExpectedRow {
  /** Hex HMAC-SHA256 under the fixtures' app secret. */
  readonly sha256: string;
  /** Hex HMAC-SHA1, what Meta sends beside it. */
  readonly sha1: string;
}

export const FIXTURES = EXPECTED as readonly SignedRow[];
