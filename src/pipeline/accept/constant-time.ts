import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two texts of any length without telling by its duration where or in what length they differ:
 * the digests that are compared always have 32 bytes.
 */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
