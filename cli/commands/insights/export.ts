import { stringify } from 'csv-stringify/sync';
import { STORY_METRICS } from '../../../src/insights/story-reading.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { createDraft } from './draft-file.ts';
import type { Format } from './formats.ts';
import { formatNumber, formatCount } from '../../terminal/format.ts';
import type { ListWriter } from '../../terminal/output.ts';
import type { CliPorts } from '../../ports.ts';
import { findReadings, type ExportedReading } from './story-readings.ts';
import { terminalSafeJson, terminalSafeText } from '../../../src/text/terminal-safe.ts';
import { isoRange, parseRange, rangeText } from '../../options/time.ts';

/** The options of `insights export`. */
export interface ExportOptions {
  readonly from: string;
  readonly to: string;
  readonly account: string | undefined;
  readonly format: Format;
  readonly out: string | undefined;
}

const COLUMNS = ['account', 'media', 'time', ...STORY_METRICS, 'under_five'] as const;

/** The destination of the rows. */
interface Sink {
  write(rows: readonly ExportedReading[]): Promise<void> | void;
  finish(): Promise<void> | void;
  discard(): Promise<void> | void;
}

/**
 * Exports the story insights of a time range.
 * @throws {@link CliError} OUTPUT_MISSING if the stack does not store story insights | FILE_REFUSED | USAGE
 */
export async function exportReadings(
  { clients, stack, ports, output }: Context,
  options: ExportOptions,
): Promise<ExitCode> {
  const { account, out } = options;
  const range = parseRange(options, ports.now());
  const name = stack.optionalOutput('storyInsightsTableName') ?? noTable(stack);
  if (account === undefined)
    output.note('Reading the whole table. With --account, only one account is read, in order of time.');
  const list = output.list('readings');
  const sink =
    out !== undefined ? await fileSink(out, options) : output.json ? listSink(list) : textSink(ports, options);
  let rows = 0;
  try {
    for await (const page of findReadings({ dynamoDb: clients.dynamoDb, name }, { range, account })) {
      throwIfInterrupted(ports);
      rows += page.length;
      await sink.write(page);
      output.progress(() => `${formatNumber(rows)} readings`);
    }
    await sink.finish();
  } finally {
    await sink.discard();
  }
  list.end({ summary: { ...isoRange(range), account, rows, out } });
  output.note(`${formatCount(rows, 'reading')} of ${rangeText(range)}${out === undefined ? '' : ` in ${out}`}.`);
  return 0;
}

const NOTHING = (): void => undefined;

/** Writes rows to the `--json` document. */
function listSink(list: ListWriter): Sink {
  const write = (rows: readonly ExportedReading[]): void => {
    for (const row of rows) list.item(row);
  };
  return { write, finish: NOTHING, discard: NOTHING };
}

function textSink({ out }: Pick<CliPorts, 'out'>, { format }: ExportOptions): Sink {
  let head = formatHeader(format);
  const write = (rows: readonly ExportedReading[]): void => {
    out(head + toText(rows, format));
    head = '';
  };
  // Write nothing before the first page was read. Write the header even if there are no rows.
  const finish = (): void => {
    if (head !== '') write([]);
  };
  return { write, finish, discard: NOTHING };
}

async function fileSink(path: string, { format }: ExportOptions): Promise<Sink> {
  const { append, finish, discard } = await createDraft(path);
  await append(formatHeader(format));
  return { write: async (rows) => append(toText(rows, format)), finish, discard };
}

function noTable({ name, id }: Context['stack']): never {
  throw new CliError('OUTPUT_MISSING', {
    message: `the receiver ${id} of ${name} does not store story insights`,
    hint:
      'Set "context": {"metaWebhooks": {"storyInsights": true}} in cdk.json, then run `npx cdk deploy --all`. ' +
      'Insights are stored from then on.',
  });
}

function formatHeader(format: Format): string {
  return format === 'csv' ? stringify([COLUMNS]) : '';
}

function toText(page: readonly ExportedReading[], format: Format): string {
  if (format === 'jsonl') return page.map((row) => `${terminalSafeJson(row)}\n`).join('');
  // The content is from outside: a cell must not become a formula.
  return terminalSafeText(
    stringify(
      page.map((row) => ({ ...row, under_five: row.under_five.join(' ') })),
      { columns: [...COLUMNS], escape_formulas: true },
    ),
  );
}
