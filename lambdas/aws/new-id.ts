import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES_PER_ID = 16;
/** Random bytes for many ids, drawn at once because drawing is the main cost of an id. */
const POOL = new Uint8Array(256 * BYTES_PER_ID);
let used = POOL.byteLength;

/** Returns a new UUIDv7: globally unique, and sorted by time to the millisecond. */
export function newId(): string {
  if (used === POOL.byteLength) {
    randomFillSync(POOL);
    used = 0;
  }
  used += BYTES_PER_ID;
  return v7({ random: POOL.subarray(used - BYTES_PER_ID, used) });
}
