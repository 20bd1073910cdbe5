import { Command } from 'commander';
import { readOrigin, type MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import { createReadBody } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { collectDeliveryIds, throwIfInterrupted, type Context, type Start } from '../../context.ts';
import { deliveryId, wholeNumber } from '../../options/parse-value.ts';
import { deadLetterQueue, look, type DeadLetter, type DeadLetterQueue } from './dead-letter-queue.ts';
import { logQuery } from './log-query.ts';
import { countOf, formatNumber, keyValueLines, tableOf } from '../../terminal/output.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { redrive, type RedriveOptions } from './redrive.ts';
import { showDelivery } from '../../aws/show-body.ts';

const DEFAULT_LIMIT = 100;

const EXAMPLES = {
  list: `
Examples:
  npm run receiver -- dead-letters list
  npm run receiver -- dead-letters list --limit 1000 --json \\
    | jq '.deadLetters[].deliveryId'`,
  show: `
Examples:
  npm run receiver -- dead-letters show 019b7600-0000-7000-8000-000000000001
  npm run receiver -- dead-letters show 019b7600-0000-7000-8000-000000000001 \\
    --body | jq .`,
  redrive: `
SQS moves all messages with its message move task. The command moves messages
one by one for --delivery-id, if unreadable messages must stay, and if the
service has no move task. Changes that were emitted before the delivery failed
are duplicates and are not emitted again.

Examples:
  npm run receiver -- dead-letters redrive --dry-run
  npm run receiver -- dead-letters redrive --rate 20
  npm run receiver -- dead-letters redrive \\
    --delivery-id 019b7600-0000-7000-8000-000000000001`,
} as const;

const LOOKING =
  'This hides the messages for a moment and counts as one receive of each. The dead-letter queue has no maximum ' +
  'receive count.';

/** Adds `dead-letters list|show|redrive`. */
export function addDeadLetters(program: Command, start: Start): void {
  const group = program
    .command('dead-letters')
    .description('list and redrive deliveries that failed 12 times or cannot be read');
  group
    .command('list')
    .summary('list the dead letters')
    .description(`Lists the dead letters without their bodies. ${LOOKING}`)
    .option('--limit <n>', 'maximum number of messages to list', wholeNumber(1, 100_000), DEFAULT_LIMIT)
    .addHelpText('after', EXAMPLES.list)
    .action(async ({ limit }: { limit: number }, command: Command) =>
      start(command, async (context) => list(context, limit)),
    );
  group
    .command('show')
    .summary('show one dead letter, and how to find the error')
    .description(`Shows one dead letter, and the Logs Insights query that finds its error. ${LOOKING}`)
    .argument('<deliveryId>', 'as printed by dead-letters list', deliveryId)
    .option('--body', "print only Meta's body to standard output")
    .addHelpText('after', EXAMPLES.show)
    .action(async (id: string, { body = false }: { body?: boolean }, command: Command) =>
      start(command, async (context) => show(context, id, body)),
    );
  group
    .command('redrive')
    .summary('move dead letters back to the delivery queue')
    .description('Moves dead letters back to the delivery queue, which processes them again.')
    .option(
      '--rate <n>',
      "maximum messages per second (default: SQS's choice, or 50 if the command moves them)",
      wholeNumber(1, 500),
    )
    .option('--delivery-id <id>', 'only this delivery; can be repeated', collectDeliveryIds)
    .option('--include-unreadable', 'include messages with a reason, which will fail again')
    .option('--dry-run', 'print the messages without moving them')
    .addHelpText('after', EXAMPLES.redrive)
    .action(async (options: RedriveOptions, command: Command) =>
      start(command, async (context) => redrive(context, options)),
    );
}

function queueOf({ clients, stack, ports }: Context): DeadLetterQueue {
  return deadLetterQueue(clients.sqs, stack.output('DeadLetterQueueUrl'), ports);
}

function lookedAt({ output }: Context): (letters: number) => void {
  return (letters) => {
    output.progress(() => `read ${countOf(letters, 'dead letter')}`);
  };
}

async function list(context: Context, limit: number): Promise<ExitCode> {
  const { output } = context;
  const queue = queueOf(context);
  const { letters: about, hidden, retentionMs } = await queue.facts();
  const found = await look(queue, { limit, onLooked: lookedAt(context) });
  throwIfInterrupted(context.ports);
  const shown = found.map((letter) => summaryOf(letter, retentionMs));
  output.document({ deadLetters: shown, listed: shown.length, approximateTotal: about, approximateHidden: hidden });
  if (shown.length === 0) {
    output.line(
      hidden > 0
        ? `No visible dead letters. About ${formatNumber(hidden)} are in flight, because another command reads or moves them.`
        : 'No dead letters.',
    );
    return 0;
  }
  for (const line of tableOf(
    ['DELIVERY', 'APP', 'RECEIVED', 'FIRST ENQUEUED', 'RECEIVES', 'REASON', 'BYTES'],
    found.map(rowOf),
  ))
    output.line(line);
  output.line();
  const oldest = shown.map(({ expiresAt }) => expiresAt).sort()[0];
  output.line(
    `${countOf(shown.length, 'dead letter')}${shown.length < about ? ` of about ${formatNumber(about)}; increase --limit to list more` : ''}.`,
  );
  output.line(`SQS deletes the oldest of these at ${oldest ?? '-'}. Listing them counted as one receive of each.`);
  return 0;
}

function rowOf({
  id,
  app = '-',
  receivedAt = '-',
  firstEnqueuedAt,
  receives,
  reason = 'too many receives',
  bytes,
}: DeadLetter) {
  return [sanitize(id), sanitize(app), sanitize(receivedAt), firstEnqueuedAt, receives, sanitize(reason), bytes];
}

/** Formats a dead letter for `--json`. */
function summaryOf(
  { id, app, receivedAt, firstEnqueuedAt, receives, reason, bytes, attributes }: DeadLetter,
  retentionMs: number,
) {
  const { encoding } = attributes;
  const replayOf = replayedBy(attributes);
  const expiresAt = new Date(Date.parse(firstEnqueuedAt) + retentionMs).toISOString();
  return {
    deliveryId: id,
    app,
    receivedAt,
    firstEnqueuedAt,
    expiresAt,
    receives,
    reason: reason ?? null,
    bytes,
    encoding,
    ...(replayOf && { replayOf }),
  };
}

async function show(context: Context, id: string, wantsBody: boolean): Promise<ExitCode> {
  const { stack, clients, ports } = context;
  const queue = queueOf(context);
  const { retentionMs } = await queue.facts();
  const [letter] = await look(queue, { limit: Infinity, until: (one) => one.id === id, onLooked: lookedAt(context) });
  throwIfInterrupted(ports);
  if (letter === undefined) throw unknownLetter(id);
  const summary = summaryOf(letter, retentionMs);
  const logs = logQuery(
    [id, ...(summary.replayOf ? [summary.replayOf] : [])],
    await stack.logGroups(),
    Date.parse(letter.receivedAt ?? letter.firstEnqueuedAt),
  );
  const body = wantsBody
    ? await createReadBody(clients.s3, stack.output('ArchiveBucketName'))(
        letter.attributes['encoding'] ?? 'text',
        letter.messageBody,
      )
    : undefined;
  const facts = [...factLines(letter, summary), '', ...logs.lines];
  return showDelivery({ document: { deadLetter: summary, logs: logs.document }, facts, body }, context);
}

function factLines(
  letter: DeadLetter,
  { expiresAt, encoding = '', replayOf = '' }: ReturnType<typeof summaryOf>,
): string[] {
  const { id, app = '', receivedAt = '', firstEnqueuedAt, receives, reason, bytes } = letter;
  return keyValueLines({
    delivery: sanitize(id),
    app: sanitize(app),
    received: sanitize(receivedAt),
    'first enqueued': firstEnqueuedAt,
    'deleted by SQS': expiresAt,
    receives: `${formatNumber(receives)}, including this one`,
    reason:
      reason === undefined
        ? 'too many receives; see the log for the error'
        : `${sanitize(reason)}: the message cannot be read`,
    bytes,
    encoding: sanitize(encoding),
    'replay of': sanitize(replayOf),
  });
}

function unknownLetter(id: string): CliError {
  return new CliError('DELIVERY_UNKNOWN', {
    message: `${id} is not in the dead-letter queue`,
    hint:
      'Run dead-letters list for the dead letters, or archive show for any delivery. A message in flight becomes ' +
      'visible again within two minutes.',
  });
}

/** Reads the replayed delivery. An invalid origin is one reason for a dead letter, so ignore it here. */
function replayedBy({ origin }: MessageAttributes): string | undefined {
  try {
    return readOrigin(origin).replayOf;
  } catch {
    return undefined;
  }
}
