// Compares the time to split and key a full body with the time to parse the same body. Exits with 1 above the limit.
import { readFileSync } from 'node:fs';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';

/** Maximum time in multiples of one plain parse. */
const LIMIT = 8;
const WARM_UP = 200;
const RUNS = 400;
const DELIVERY = {
  deliveryId: '0199d4a2-0000-7000-8000-000000000000',
  app: 'meta',
  receivedAt: '2026-01-01T00:00:00.000Z',
};

const rawBody = readFileSync(new URL('../../test/fixtures/payloads/edge/batch-1000-changes.json', import.meta.url));
const text = rawBody.toString('utf8');

/** Returns the median of each task. The tasks alternate, so that a busy machine slows all of them. */
function medians(tasks: readonly (() => unknown)[]): number[] {
  const times = tasks.map((): number[] => []);
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    for (const [i, task] of tasks.entries()) {
      const start = performance.now();
      task();
      if (run >= WARM_UP) times[i]?.push(performance.now() - start);
    }
  }
  return times.map((all) => all.sort((a, b) => a - b)[Math.floor(RUNS / 2)] ?? NaN);
}

const [parse = NaN, keyed = NaN] = medians([
  () => JSON.parse(text) as unknown,
  () => splitBody(rawBody).changes.map((change) => claimKey(DELIVERY, change)),
]);
const ratio = keyed / parse;
console.log(
  `JSON.parse ${parse.toFixed(2)} ms, split and keyed ${keyed.toFixed(2)} ms: ${ratio.toFixed(2)} times ` +
    `(limit ${LIMIT})`,
);
process.exitCode = ratio <= LIMIT ? 0 : 1;
