import { readOrigin, type MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import type { DeadLetter } from './dead-letter-queue.ts';

/** Formats a dead letter for `--json`. */
export function summarize(
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

/** Reads the replayed delivery. An invalid origin is one reason for a dead letter, so ignore it here. */
function replayedBy({ origin }: MessageAttributes): string | undefined {
  try {
    return readOrigin(origin).replayOf;
  } catch {
    return undefined;
  }
}
