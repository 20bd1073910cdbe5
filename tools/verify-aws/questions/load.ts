import { setTimeout as pause } from 'node:timers/promises';
import type { Response } from '../callback.ts';
import { postSigned, sampleDelivery, type Receiver } from '../receiver.ts';

const INTERVAL_MS = 500;

/**
 * Posts two deliveries a second while some work goes on.
 * @returns the responses by status, e.g. `120 of 200, 3 of 503`
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

/** Counts responses by status, most frequent first. */
export function countStatuses(responses: readonly Response[]): string {
  const counts = new Map<number, number>();
  for (const { status } of responses) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([status, count]) => `${count} of ${status === 0 ? 'no response' : status}`)
    .join(', ');
}
