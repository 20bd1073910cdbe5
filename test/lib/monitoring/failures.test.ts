import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { timesInAlarm } from '../../../tools/dashboard/alarm-states.ts';
import { FAILURES, recordFailure, type Load } from '../../../tools/dashboard/failure-run.ts';
import { resourceNames } from '../../../tools/dashboard/template.ts';
import { example } from './watched.ts';

const MINUTE_MS = 60_000;
/** Meta ends a subscription after an hour of failures: this leaves the larger part of it to act. */
const MAX_MINUTES = 20;
/** At the beginning, in the middle and at the end of a period of five minutes. */
const BEGINNINGS = [10, 12, 14];

const { pipeline, alarms, namespace } = example();
const names = resourceNames(pipeline);

interface Row {
  readonly failure: string;
  readonly load: Load;
  readonly alarm: string;
  readonly minutes: number;
}

/** The first alarm of a failure, as late as it can be. */
async function measure(failure: keyof typeof FAILURES, load: Load): Promise<Row> {
  const rows: Row[] = [];
  for (const fromMinute of BEGINNINGS) {
    const run = await recordFailure({ namespace, names, failure: FAILURES[failure], load, fromMinute });
    const failingMs = run.fromMs + fromMinute * MINUTE_MS;
    const first = alarms.map((alarm) => ({
      alarm: alarm.AlarmName.replace('MetaWebhooks-', ''),
      atMs: timesInAlarm(alarm, run.store, run)[0] ?? Infinity,
    }));
    const [{ alarm, atMs }] = first.sort((a, b) => a.atMs - b.atMs) as [{ alarm: string; atMs: number }];
    rows.push({ failure, load, alarm: atMs === Infinity ? 'none' : alarm, minutes: (atMs - failingMs) / MINUTE_MS });
  }
  return rows.sort((a, b) => b.minutes - a.minutes)[0]!;
}

/** The rows of the table in docs/monitoring.md. */
const DOCUMENTED = readFileSync(join(import.meta.dirname, '../../../docs/monitoring.md'), 'utf8')
  .split('\n')
  .filter((line) => line.endsWith(' min |'));
const cell = ({ alarm, minutes }: Row): string => `\`${alarm}\`, ${minutes} min`;

it('the documents have a line for each failure', () => {
  expect(DOCUMENTED).toHaveLength(Object.keys(FAILURES).length);
});

describe('what fails and stays so sets off an alarm within twenty minutes, whether Meta sends much or one delivery', () => {
  it.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])('%s', async (failure) => {
    const rows = [await measure(failure, 'busy'), await measure(failure, 'one delivery')];
    expect(DOCUMENTED).toContain(`| ${[failure, ...rows.map(cell)].join(' | ')} |`);
    for (const { minutes } of rows) {
      expect(minutes).toBeGreaterThan(0);
      expect(minutes).toBeLessThanOrEqual(MAX_MINUTES);
    }
  });

  it('nothing goes off while nothing fails', async () => {
    for (const load of ['busy', 'one delivery'] as const) {
      const run = await recordFailure({ namespace, names, failure: {}, load, fromMinute: 10 });
      expect(alarms.filter((alarm) => timesInAlarm(alarm, run.store, run).length > 0)).toEqual([]);
    }
  });
});

describe('without the alarm on deliveries that come back', () => {
  it.each(['S3 denied', 'DynamoDB denied', 'KMS denied to the worker'] as const)(
    '%s goes unnoticed, for SQS leaves out of its age what was received three times',
    async (failure) => {
      const run = await recordFailure({ namespace, names, failure: FAILURES[failure], load: 'busy', fromMinute: 10 });
      const others = alarms.filter(({ AlarmName }) => !AlarmName.includes('deliveries-failing'));
      expect(others.filter((alarm) => timesInAlarm(alarm, run.store, run).length > 0)).toEqual([]);
    },
  );
});
