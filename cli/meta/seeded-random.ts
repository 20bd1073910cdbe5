import { hash } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Makes randomness that a seed repeats. All 128 bits of the generator come from the seed: with 32, two commands would
 * soon make the same ids.
 * @returns gives numbers from 0 to 1, without 1
 */
export function seededRandom(seed: string): () => number {
  const digest = hash('sha256', seed, 'buffer');
  const generator = xoroshiro128plusFromState([0, 4, 8, 12].map((at) => digest.readInt32BE(at)));
  return () => uniformFloat64(generator);
}
