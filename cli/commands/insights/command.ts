import { InvalidArgumentError } from 'commander';
import { defineCommand, defineGroup } from '../../framework/define-command.ts';
import { TIMES } from '../../options/time.ts';
import { isMetaId } from '../../../src/text/meta-id.ts';
import { FORMATS } from './formats.ts';

const CONTENT = `An empty cell or null means that the value is unknown. under_five lists the
metrics that Meta withholds because the count is under five. Values that Meta
corrected later are separate rows. Import ids into a spreadsheet as text,
because they have 17 digits.`;

const exportCommand = defineCommand({
  name: 'export',
  summary: 'export story insights as CSV or JSON lines',
  arguments: [],
  options: [
    { flags: '--from <time>', description: 'sent at or after', required: true },
    { flags: '--to <time>', description: 'sent before', default: 'now' },
    {
      flags: '--account <id>',
      description: 'only this Instagram account',
      defaultText: 'read the whole table',
      parse: accountId,
    },
    { flags: '--format <format>', description: 'the output format', choices: FORMATS, default: 'csv' },
    { flags: '--out <file>', description: 'write to this file', defaultText: 'standard output' },
  ],
  notes: [TIMES.replace('a\ndelivery was received', 'Meta\nfirst sent the metrics'), CONTENT],
  examples: [
    { args: '--from 30d --account 17841400000000001 --out stories.csv' },
    { args: '--from 2026-01-01 --to 2026-02-01 --format jsonl', pipeTo: 'jq .reach' },
  ],
  connects: 'stack',
  run: async (context, { options }) => (await import('./export.ts')).exportReadings(context, options),
});

/** `insights export`. */
export const insights = defineGroup({
  name: 'insights',
  summary: 'export Instagram story insights',
  verbs: [exportCommand],
});

function accountId(text: string): string {
  if (isMetaId(text)) return text;
  throw new InvalidArgumentError('It must be an account id, which consists of digits.');
}
