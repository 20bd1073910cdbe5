import { DEFAULT_DEDUPE_WINDOW_DAYS, MIN_DEDUPE_WINDOW_DAYS } from '../../../src/pipeline/dedupe/window.ts';
import { defineCommand } from '../../framework/define-command.ts';
import { wholeNumber } from '../../options/parse-value.ts';

const NOTES = `Prices are AWS's list prices without free tiers. Replays and redrives cost as
much as the original deliveries, minus API Gateway. Data transfer to Meta and
the cost of your consumers are not included.`;

/** `cost`. */
export const cost = defineCommand({
  name: 'cost',
  summary: 'estimate what deliveries and a month cost, line by line',
  arguments: [],
  options: [
    {
      flags: '--changes <n>',
      description: 'changes per delivery, on average',
      default: 1,
      parse: wholeNumber(1, 100_000),
    },
    { flags: '--kilobytes <n>', description: 'size of a body, on average', default: 2, parse: wholeNumber(1, 4_096) },
    {
      flags: '--batch <n>',
      description: 'deliveries per invocation of the worker; 1 with thin traffic',
      default: 1,
      parse: wholeNumber(1, 10),
    },
    {
      flags: '--duplicates <percent>',
      description: 'share of the changes that Meta sends again',
      default: 0,
      parse: wholeNumber(0, 100),
    },
    {
      flags: '--archive-days <n>',
      description: 'days in the archive; 0: no archive',
      default: 30,
      parse: wholeNumber(0, 3_650),
    },
    {
      flags: '--dedupe-days <n>',
      description: 'days for which a claim is kept',
      default: DEFAULT_DEDUPE_WINDOW_DAYS,
      parse: wholeNumber(MIN_DEDUPE_WINDOW_DAYS, 365),
    },
    { flags: '--apps <n>', description: 'apps', default: 1, parse: wholeNumber(1, 20) },
    { flags: '--objects <n>', description: 'objects that Meta sends, per app', default: 2, parse: wholeNumber(1, 20) },
    { flags: '--consumers <n>', description: 'consumers', default: 1, parse: wholeNumber(0, 1_000) },
    { flags: '--no-monitoring', description: 'without the dashboard, the alarms and the metrics' },
    { flags: '--customer-managed-key', description: 'with a customer managed key' },
  ],
  notes: [NOTES],
  examples: [
    { args: '' },
    { comment: 'A busy Page: large deliveries, full batches', args: '--changes 10 --kilobytes 8 --batch 10' },
    { args: '--apps 3 --archive-days 0 --no-monitoring --json', pipeTo: 'jq .perMonth.total' },
  ],
  connects: 'never',
  run: async (context, { options }) => {
    const { cost } = await import('./run.ts');
    const { changes, kilobytes, batch, duplicates, archiveDays, dedupeDays } = options;
    const { apps, objects, consumers, monitoring, customerManagedKey = false } = options;
    return cost(
      context,
      { changes, kilobytes, batch, duplicates: duplicates / 100, archiveDays, dedupeDays },
      { apps, objects, consumers, monitoring, customerManagedKey },
    );
  },
});
