import { createHash } from 'node:crypto';

/**
 * Makes randomness that a seed repeats.
 * @returns gives numbers from 0 to 1, without 1
 */
export function seededRandom(seed: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
}
