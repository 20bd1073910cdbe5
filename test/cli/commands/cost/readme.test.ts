import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { runInProcess } from '../../../support/harness/run-receiver.ts';

const README = readFileSync(join(import.meta.dirname, '../../../../README.md'), 'utf8');

interface Printed {
  readonly perMillionDeliveries: { readonly total: number };
  readonly perMonth: { readonly total: number; readonly withDeliveriesEveryHour: number };
}
const cost = async (...args: string[]): Promise<Printed> =>
  JSON.parse((await runInProcess(['cost', ...args, '--json'], {})).stdout) as Printed;
const [plain, fullBatches] = await Promise.all([cost(), cost('--batch', '10')]);
const { total, withDeliveriesEveryHour } = plain.perMonth;

it.each([
  ['a million deliveries of one change and 2 KB, one a batch', plain.perMillionDeliveries.total],
  ['the same in full batches (`--batch 10`)', fullBatches.perMillionDeliveries.total],
  ['each month, whatever arrives', total],
  ['a month with deliveries in every hour', withDeliveriesEveryHour - total],
])('the README says what the cost command says of %s', (name, dollars) => {
  const row = README.split('\n').find((text) => text.startsWith(`| ${name} `));
  expect(row).toContain(`$${dollars.toFixed(2)}`);
});
