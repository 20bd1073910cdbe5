import type { Split } from './change.ts';
import { parseLossless } from '../../json/parse-lossless.ts';
import { split } from './split.ts';

/**
 * Parses and splits a body.
 * @throws {@link BodyError} INVALID_JSON
 */
export function splitBody(rawBody: Uint8Array): Split {
  return split(parseLossless(rawBody), rawBody.byteLength);
}
