import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { deliveryLines, type BillLine } from '../../../../cli/commands/cost/deliveries.ts';
import { metricLine, monthlyLines } from '../../../../cli/commands/cost/monthly.ts';

const README = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');
const traffic = { changes: 1, kilobytes: 2, batch: 1, duplicates: 0, archiveDays: 30, dedupeDays: 22 };
const deployment = { apps: 1, objects: 2, consumers: 1, monitoring: true, customerManagedKey: false };
const total = (lines: readonly BillLine[]): string =>
  `$${lines.reduce((sum, { dollars }) => sum + dollars, 0).toFixed(2)}`;

it.each([
  ['a million deliveries of one change and 2 KB, one a batch', total(deliveryLines(traffic))],
  ['the same in full batches (`--batch 10`)', total(deliveryLines({ ...traffic, batch: 10 }))],
  ['each month, whatever arrives', total(monthlyLines(deployment))],
  ['a month with deliveries in every hour', total([metricLine(deployment)])],
])('the README says what the cost command says of %s', (name, dollars) => {
  const row = README.split('\n').find((text) => text.startsWith(`| ${name} `));
  expect(row).toContain(dollars);
});
