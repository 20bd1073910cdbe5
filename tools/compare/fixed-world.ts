// Load this file with `node --import` before the local run. It fixes the clock and replaces random values with a
// counter, so that two commits emit the same events for the same bytes.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const NOW_MS = Date.UTC(2026, 0, 31, 12);
const RealDate = Date;

class FixedDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(NOW_MS);
    else super(...(given as [number]));
  }

  static override now(): number {
    return NOW_MS;
  }
}
globalThis.Date = FixedDate as DateConstructor;

let drawn = 0;
const fill = <T extends NodeJS.ArrayBufferView>(target: T): T => {
  const bytes = new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
  for (let i = 0; i < bytes.length; i += 4) new DataView(bytes.buffer, bytes.byteOffset + i).setUint32(0, (drawn += 1));
  return target;
};
crypto.randomFillSync = ((target: NodeJS.ArrayBufferView) =>
  target.byteLength % 4 === 0 ? fill(target) : target) as typeof crypto.randomFillSync;
syncBuiltinESMExports();
