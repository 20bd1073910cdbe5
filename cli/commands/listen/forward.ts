import type { StreamedEvent } from '../../aws/temporary-subscription.ts';
import type { Context } from '../../context.ts';
import type { Handle } from './listen-loop.ts';
import { printEvent } from '../../terminal/event-line.ts';
import { withoutValue } from './show-event.ts';
import { explainFetchError } from '../../meta/signed-post.ts';
import { paintLevel } from '../../terminal/status.ts';
import { joinText, type Text } from '../../../local/terminal/text.ts';
import { terminalSafeJson } from '../../../src/text/terminal-safe.ts';
import { doubledMs } from '../../../src/retry/retry.ts';

/** Less than the visibility timeout of the queue. */
const TIMEOUT_MS = 20_000;
const LONGEST_PAUSE_SECONDS = 300;

/** The result of an attempt. */
interface Attempt {
  readonly ok: boolean;
  /** The HTTP status, or the error code if there is no response. */
  readonly answer: number | string;
  readonly ms: number;
}

/** Posts each event and removes it from the queue after a 2xx. Otherwise retries with increasing delays. */
export function forwarder(context: Pick<Context, 'output' | 'ports'>, url: string): Handle {
  const { output, ports } = context;
  return async (received) => {
    const attempt = await post(context, url, received);
    const againInSeconds = attempt.ok
      ? undefined
      : doubledMs({ firstMs: 1_000, maxMs: LONGEST_PAUSE_SECONDS * 1_000 }, received.receives) / 1_000;
    if (output.json)
      ports.out(
        `${terminalSafeJson({ ...withoutValue(received.event), forwarded: { ...attempt, againInSeconds } })}\n`,
      );
    else printEvent(output, received.event, joinText('  ', formatAttempt(attempt, againInSeconds)));
    if (againInSeconds === undefined) await received.confirm();
    // If the visibility timeout has passed, this fails, and the event is received again anyway.
    else await received.putBack(againInSeconds).catch(() => undefined);
    return attempt.ok;
  };
}

async function post({ ports }: Pick<Context, 'ports'>, url: string, { event }: StreamedEvent): Promise<Attempt> {
  const startedMs = ports.now();
  const ms = (): number => Math.round(ports.now() - startedMs);
  try {
    const response = await ports.fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(event),
      redirect: 'manual',
      signal: AbortSignal.any([ports.signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    await response.body?.cancel();
    return { ok: response.ok, answer: response.status, ms: ms() };
  } catch (error) {
    return { ok: false, answer: ports.signal.aborted ? 'INTERRUPTED' : explainFetchError(error, url).code, ms: ms() };
  }
}

function formatAttempt({ ok, answer, ms }: Attempt, againInSeconds: number | undefined): Text {
  return [
    paintLevel(String(answer), ok ? 'good' : 'bad'),
    `  ${ms} ms${againInSeconds === undefined ? '' : `, retry in ${againInSeconds} s`}`,
  ];
}
