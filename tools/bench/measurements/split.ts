/** Splitting a full body and computing its claim keys beside parsing it. */
import { readFileSync } from 'node:fs';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../../src/pipeline/dedupe/claim.ts';
import { figure, type Figure } from '../figure.ts';
import { printFigures } from './measurement.ts';

const ROUNDS = 200;
const DELIVERY = {
  deliveryId: '0199d4a2-0000-7000-8000-000000000000',
  app: 'meta',
  receivedAt: '2026-01-01T00:00:00.000Z',
};

const rawBody = readFileSync(new URL('../../../test/fixtures/payloads/edge/batch-1000-changes.json', import.meta.url));
const text = rawBody.toString('utf8');

function timeOf(task: () => unknown): number {
  const startMs = performance.now();
  task();
  return performance.now() - startMs;
}

export function measureSplit(): Promise<Figure[]> {
  const split = () => splitBody(rawBody).changes.map((change) => claimKey(DELIVERY, change));
  const parse = () => JSON.parse(text) as unknown;
  const ratios = Array.from({ length: ROUNDS * 2 }, () => timeOf(split) / timeOf(parse)).slice(ROUNDS);
  return Promise.resolve([
    figure('split and keys of 1,000 changes / JSON.parse', ratios, { unit: 'ratio', atMost: 8 }),
  ]);
}

await printFigures(measureSplit);
