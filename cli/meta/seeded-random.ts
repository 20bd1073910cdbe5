import { createHash } from 'node:crypto';

/**
 * Creates a random number generator that returns the same sequence for the same seed.
 * @returns a function that returns numbers from 0 (included) to 1 (excluded)
 */
export function seededRandom(seed: string): () => number {
  let drawn = 0;
  return () => {
    drawn += 1;
    return createHash('sha256').update(`${seed}:${drawn}`).digest().readUInt32BE() / 2 ** 32;
  };
}
