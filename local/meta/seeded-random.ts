import { hash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Creates a random number generator that returns the same sequence for the same seed. All 128 bits of its state come
 * from the seed: with 32 bits, two commands would soon create the same ids.
 * @returns a function that returns numbers from 0 (included) to 1 (excluded)
 */
export function seededRandom(seed: string): () => number {
  const digest = hash('sha256', seed, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  return () => uniformFloat64(generator);
}
