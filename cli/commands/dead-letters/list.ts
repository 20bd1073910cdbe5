import type { ExitCode } from '../../errors/cli-error.ts';
import { throwIfInterrupted, type Context } from '../../context.ts';
import { peek, type DeadLetter } from './dead-letter-queue.ts';
import { summarize } from './letter-summary.ts';
import { reportRead, getQueue } from './get-queue.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
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
  output.table(['DELIVERY', 'APP', 'RECEIVED', 'FIRST ENQUEUED', 'RECEIVES', 'REASON', 'BYTES'], found.map(formatRow));
  output.line();
  const oldest = shown.map(({ expiresAt }) => expiresAt).sort()[0];
  output.line(
    `${formatCount(shown.length, 'dead letter')}${shown.length < about ? ` of about ${formatNumber(about)}; increase --limit to list more` : ''}.`,
  );
  output.line(`SQS deletes the oldest of these at ${oldest ?? '-'}. Listing them counted as one receive of each.`);
  return 0;
}

function formatRow({
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
