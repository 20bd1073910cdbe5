import type { ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { peek, type DeadLetter } from './dead-letter-queue.ts';
import { summarize } from './letter-summary.ts';
import { reportRead, getQueue } from './get-queue.ts';
import { red } from '../../../local/terminal/text.ts';
import type { Screen } from '../../../local/terminal/screen.ts';
import { PROGRAM_NAME } from '../../framework/help-text.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import type { Printer } from '../../terminal/printer.ts';
import { shortId, shortTime } from '../../../local/terminal/short.ts';
import type { Cell } from '../../terminal/table.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';

/** Lists the dead letters. */
export async function listDeadLetters(context: Context, { limit }: { readonly limit: number }): Promise<ExitCode> {
  const { output } = context;
  const queue = getQueue(context);
  const { messages: about, hidden, retentionMs } = await queue.facts();
  const found = await peek(queue, { limit, onRead: reportRead(context) });
  throwIfInterrupted(context.ports);
  const shown = found.map((letter) => summarize(letter, retentionMs));
  output.document({ deadLetters: shown, listed: shown.length, approximateTotal: about, approximateHidden: hidden });
  if (shown.length === 0) {
    output.line(
      hidden > 0
        ? `No visible dead letters. About ${formatNumber(hidden)} are in flight, because another command reads or moves them.`
        : 'No dead letters.',
    );
    return 0;
  }
  printLetters(output, found);
  output.line();
  const oldest = shown.map(({ expiresAt }) => expiresAt).sort()[0];
  output.line(
    `${formatCount(shown.length, 'dead letter')}${shown.length < about ? ` of about ${formatNumber(about)}; increase --limit to list more` : ''}.`,
  );
  output.line(
    `SQS deletes the oldest of these at ${oldest === undefined ? '-' : shortTime(oldest, output.screen)}. Listing them ` +
      'counted as one receive of each.',
  );
  output.next(`${PROGRAM_NAME} dead-letters show ${shortId(sanitize(found[0]?.id ?? ''), output.screen)}`);
  return 0;
}

/** Prints a table. On a terminal without --wide, `show` has the time at which the message was first enqueued. */
function printLetters(printer: Printer, found: readonly DeadLetter[]): void {
  const { screen } = printer;
  const all = ['DELIVERY', 'APP', 'RECEIVED', 'FIRST ENQUEUED', 'RECEIVES', 'REASON', 'BYTES'];
  const select = <Item>(row: readonly Item[]): Item[] => row.filter((_, i) => !screen.isCompact || i !== ENQUEUED);
  printer.table(
    select(all),
    found.map((letter) => select(formatRow(letter, screen))),
  );
}

const ENQUEUED = 3;

function formatRow(
  { id, app = '-', receivedAt = '-', firstEnqueuedAt, receives, reason, bytes }: DeadLetter,
  screen: Screen,
): Cell[] {
  return [
    shortId(sanitize(id), screen),
    sanitize(app),
    shortTime(sanitize(receivedAt), screen),
    shortTime(firstEnqueuedAt, screen),
    receives,
    reason === undefined ? 'too many receives' : red(sanitize(reason)),
    bytes,
  ];
}
