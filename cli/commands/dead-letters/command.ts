import { Command } from 'commander';
import { readOrigin, type MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import { createReadBody } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import {
  collectDeliveryIds,
  deliveryId,
  throwIfInterrupted,
  wholeNumber,
  type Context,
  type Start,
} from '../../context.ts';
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
  npm run receiver -- dead-letters list --limit 1000 --json | jq '.deadLetters[].deliveryId'`,
  show: `
Examples:
  npm run receiver -- dead-letters show 019b7600-0000-7000-8000-000000000001
  npm run receiver -- dead-letters show 019b7600-0000-7000-8000-000000000001 --body | jq .`,
  redrive: `
Everything is moved by SQS's own move task. Where the service has none, for --delivery-id, and where letters that can
never be read have to stay behind, the command moves them one by one. What of a delivery was emitted before it failed
is marked, and stays out.

Examples:
  npm run receiver -- dead-letters redrive --dry-run
  npm run receiver -- dead-letters redrive --rate 20
  npm run receiver -- dead-letters redrive --delivery-id 019b7600-0000-7000-8000-000000000001`,
} as const;

const LOOKING =
  'Looking hides a letter for an instant and counts as one receive; the dead-letter queue itself gives up on nothing.';

/** Adds `dead-letters list|show|redrive`. */
export function addDeadLetters(program: Command, start: Start): void {
  const group = program.command('dead-letters').description('deliveries that failed too often or can never be read');
  group
    .command('list')
    .summary('list them')
    .description(`Lists dead letters, without their bodies. ${LOOKING}`)
    .option('--limit <n>', 'look at so many at most', wholeNumber(1, 100_000), DEFAULT_LIMIT)
    .addHelpText('after', EXAMPLES.list)
    .action(async ({ limit }: { limit: number }, command: Command) =>
      start(command, async (context) => list(context, limit)),
    );
  group
    .command('show')
    .summary('show one, and how to find what went wrong')
    .description(`Shows one dead letter, and how to find what went wrong. ${LOOKING}`)
    .argument('<deliveryId>', 'as list shows it', deliveryId)
    .option('--body', "write Meta's body, and nothing else, to standard output")
    .addHelpText('after', EXAMPLES.show)
    .action(async (id: string, { body = false }: { body?: boolean }, command: Command) =>
      start(command, async (context) => show(context, id, body)),
    );
  group
    .command('redrive')
    .summary('move them back to the delivery queue')
    .description('Moves dead letters back to the delivery queue, to be tried again.')
    .option(
      '--rate <n>',
      "messages a second at most (default: SQS's own choice, 50 where the command moves them)",
      wholeNumber(1, 500),
    )
    .option('--delivery-id <id>', 'only this one; may be given several times', collectDeliveryIds)
    .option('--include-unreadable', 'also those with a reason, which will only come back')
    .option('--dry-run', 'say what would be moved, move nothing')
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
    output.progress(() => `looked at ${countOf(letters, 'dead letter')}`);
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
        ? `No dead letters in sight; about ${formatNumber(hidden)} are hidden just now, by another look or a move.`
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
    `${countOf(shown.length, 'dead letter')}${shown.length < about ? ` of about ${formatNumber(about)}; --limit shows more` : ''}.`,
  );
  output.line(`SQS deletes the oldest of these at ${oldest ?? '-'}. This look counted as one receive of each.`);
  return 0;
}

function rowOf({
  id,
  app = '-',
  receivedAt = '-',
  firstEnqueuedAt,
  receives,
  reason = 'tried too often',
  bytes,
}: DeadLetter) {
  return [sanitize(id), sanitize(app), sanitize(receivedAt), firstEnqueuedAt, receives, sanitize(reason), bytes];
}

/** A letter as `--json` tells it. */
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
    receives: `${formatNumber(receives)}, this look included`,
    reason:
      reason === undefined
        ? 'tried too often; the log says what went wrong'
        : `${sanitize(reason)}: it can never be read`,
    bytes,
    encoding: sanitize(encoding),
    'replay of': sanitize(replayOf),
  });
}

function unknownLetter(id: string): CliError {
  return new CliError('DELIVERY_UNKNOWN', {
    message: `${id} is not among the dead letters`,
    hint:
      'dead-letters list shows what is; archive show finds what was delivered; a letter that is hidden just ' +
      'now comes back within two minutes',
  });
}

/** An origin that nobody can read is why some letters are dead: then it says nothing here. */
function replayedBy({ origin }: MessageAttributes): string | undefined {
  try {
    return readOrigin(origin).replayOf;
  } catch {
    return undefined;
  }
}
