/** Returns the current time in milliseconds since 1970, with fractions: steps of a delivery take less than one. */
export function preciseNow(): number {
  return performance.timeOrigin + performance.now();
}
