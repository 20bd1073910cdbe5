import { setTimeout as pause } from 'node:timers/promises';
import type { Response } from '../callback.ts';
import { postSigned, sampleDelivery, type Receiver } from '../receiver.ts';

const INTERVAL_MS = 500;

/**
 * Posts deliveries one after another, with half a second between them, until `work` ends. A connection that fails is a
 * response too.
 * @returns the responses by status, e.g. `120 × 200, 3 × 503, 1 × no response`
 */
export async function postWhile(receiver: Receiver, work: () => Promise<void>): Promise<string> {
  const responses: Response[] = [];
  const ended = new AbortController();
  const posting = (async () => {
    while (!ended.signal.aborted) {
      responses.push(await postSigned(receiver, sampleDelivery().body));
      await pause(INTERVAL_MS);
    }
  })();
  try {
    await work();
  } finally {
    ended.abort();
    await posting;
  }
  return countStatuses(responses);
}

/** Counts responses by status, most frequent first. Status 0 is no response. Without responses the text is empty. */
export function countStatuses(responses: readonly Pick<Response, 'status'>[]): string {
  const counts = new Map<number, number>();
  for (const { status } of responses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count} × ${status === 0 ? 'no response' : status}`)
    .join(', ');
}
