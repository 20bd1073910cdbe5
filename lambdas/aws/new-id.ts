import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

const BYTES_PER_ID = 16;
/** Random bytes are drawn for many ids at once: drawing is what an id costs. */
const POOL = new Uint8Array(256 * BYTES_PER_ID);
let used = POOL.byteLength;

/** Makes a new UUIDv7: unique anywhere, and in the order of time to the millisecond. */
export function newId(): string {
  if (used === POOL.byteLength) {
    randomFillSync(POOL);
    used = 0;
  }
  used += BYTES_PER_ID;
  return v7({ random: POOL.subarray(used - BYTES_PER_ID, used) });
}
