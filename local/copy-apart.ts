/** Copies bytes into memory of their own. A small buffer is part of a pool, and would keep all of it in memory. */
export function copyApart(bytes: Buffer): Buffer {
  const copy = Buffer.allocUnsafeSlow(bytes.byteLength);
  bytes.copy(copy);
  return copy;
}
