import { hash, timingSafeEqual } from 'node:crypto';

/**
 * Compares two strings of any length in constant time: it compares digests, which always have 32 bytes.
 */
export function equalInConstantTime(a: string, b: string): boolean {
  return timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));
}
