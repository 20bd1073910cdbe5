import { createReadBody } from '../../aws/body.ts';
import { CliError, type ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { peek, type DeadLetter } from './dead-letter-queue.ts';
import { summarize } from './letter-summary.ts';
import { logQuery } from './log-query.ts';
import { reportRead, getQueue } from './get-queue.ts';
import { formatNumber } from '../../terminal/format.ts';
import type { Printer } from '../../terminal/printer.ts';
import { shortTime } from '../../../local/terminal/short.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { completeId, isShortId } from '../../aws/delivery-id.ts';
import { showDelivery } from '../../aws/show-body.ts';

/** The options of `dead-letters show`. */
export interface ShowOptions {
  readonly body: boolean | undefined;
}

/**
 * Shows one dead letter, and the query that finds its error.
 * @param idOrEnd - a deliveryId, `message:<id>` for a message without one, or the last eight characters of a deliveryId
 * @returns 1 if the body is wanted and not available
 * @throws {@link CliError} DELIVERY_UNKNOWN, DELIVERY_AMBIGUOUS or INTERRUPTED, and errors of SQS and S3
 */
export async function showDeadLetter(
  context: Context,
  idOrEnd: string,
  { body: wantsBody = false }: ShowOptions,
): Promise<ExitCode> {
  const { stack, clients, ports } = context;
  const queue = getQueue(context);
  const { retentionMs } = await queue.facts();
  // Several deliveries may have the same end, so all are read for it.
  const until = isShortId(idOrEnd) ? undefined : (one: DeadLetter): boolean => one.id === idOrEnd;
  const seen = await peek(queue, { limit: Infinity, until, onRead: reportRead(context) });
  throwIfInterrupted(ports);
  const ids = seen.map((one) => one.id);
  const id = completeId(idOrEnd, ids);
  const letter = seen.find((one) => one.id === id);
  if (letter === undefined) throw unknownLetter(idOrEnd);
  const summary = summarize(letter, retentionMs);
  const logs = logQuery([id, ...(summary.replayOf ? [summary.replayOf] : [])], stack.logGroups, firstSeenMs(letter));
  const body = wantsBody
    ? await createReadBody(clients.s3, stack.output('archiveBucketName'))(
        letter.attributes['encoding'] ?? 'text',
        letter.messageBody,
      )
    : undefined;
  const print = (printer: Printer): void => {
    printFacts(printer, letter, summary);
    printer.line();
    for (const line of logs.lines) printer.verbatim(line);
  };
  return showDelivery({ document: { deadLetter: summary, logs: logs.document }, print, body }, context);
}

/** A message that is not from ingress may have any text as its time. */
function firstSeenMs({ receivedAt = '', firstEnqueuedAt }: DeadLetter): number {
  const receivedMs = Date.parse(receivedAt);
  return Number.isNaN(receivedMs) ? Date.parse(firstEnqueuedAt) : receivedMs;
}

function printFacts(
  printer: Printer,
  letter: DeadLetter,
  { expiresAt, encoding = '', replayOf = '' }: ReturnType<typeof summarize>,
): void {
  const { id, app = '', receivedAt = '', firstEnqueuedAt, receives, reason, bytes } = letter;
  const { screen } = printer;
  printer.facts({
    delivery: sanitize(id),
    app: sanitize(app),
    received: shortTime(sanitize(receivedAt), screen),
    'first enqueued': shortTime(firstEnqueuedAt, screen),
    'SQS deletes it': shortTime(expiresAt, screen),
    receives: `${formatNumber(receives)}, including this read`,
    reason:
      reason === undefined
        ? 'too many receives; see the log for the error'
        : `${sanitize(reason)}: the worker cannot process the message`,
    bytes,
    encoding: sanitize(encoding),
    'replay of': sanitize(replayOf),
  });
}

function unknownLetter(id: string): CliError {
  return new CliError('DELIVERY_UNKNOWN', {
    message: `${id} is not in the dead-letter queue`,
    hint:
      'Run `npx meta-webhooks dead-letters list`. Deliveries that were accepted are also in the archive: run ' +
      '`npx meta-webhooks archive list --from 1d`. A message in flight becomes visible again within two minutes.',
  });
}
