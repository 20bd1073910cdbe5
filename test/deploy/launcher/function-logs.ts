import { setTimeout as pause } from 'node:timers/promises';
import { keepLine } from '../../support/harness/keep-line.ts';
import { signedFetch } from '../signed-fetch.ts';

const POLL_MS = 1_000;

/**
 * Keeps every line of every log group of the emulator for `npm run check:logs`.
 * @returns how many
 */
export async function keepFunctionLogs(endpoint: string): Promise<number> {
  let kept = 0;
  for await (const { message, logGroupName } of allEvents(endpoint)) {
    keepLine({ message, logGroupName });
    kept += 1;
  }
  return kept;
}

/** A line that a function logged. */
export interface FunctionLine {
  readonly logGroupName: string;
  readonly message: string;
}

/** Yields the lines of all log groups as they arrive, until the signal aborts. */
export async function* followFunctionLogs(endpoint: string, signal: AbortSignal): AsyncGenerator<FunctionLine> {
  let before: ReadonlyMap<string, number> = new Map();
  while (!signal.aborted) {
    // The emulator's events have no id, and a function can log one line twice: the same ones are counted.
    const now = new Map<string, number>();
    for await (const event of allEvents(endpoint)) {
      const key = JSON.stringify(event);
      const count = (now.get(key) ?? 0) + 1;
      now.set(key, count);
      if (count > (before.get(key) ?? 0)) yield event;
    }
    before = now;
    await pause(POLL_MS, undefined, { signal });
  }
}

async function* allEvents(endpoint: string): AsyncGenerator<FunctionLine> {
  for await (const { logGroupName } of logGroups(endpoint)) {
    for await (const event of logEvents(endpoint, logGroupName)) yield { ...event, logGroupName };
  }
}

const logGroups = (endpoint: string): AsyncGenerator<{ readonly logGroupName: string }> =>
  pages(endpoint, ['DescribeLogGroups', 'logGroups'], {});

const logEvents = (endpoint: string, logGroupName: string): AsyncGenerator<LogEvent> =>
  pages(endpoint, ['FilterLogEvents', 'events'], { logGroupName });

interface LogEvent {
  readonly message: string;
}

/** Returns all lines of a log group; none if it does not exist yet. */
export async function readLogGroup(endpoint: string, logGroupName: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const group of logGroups(endpoint)) {
    if (group.logGroupName !== logGroupName) continue;
    for await (const { message } of logEvents(endpoint, logGroupName)) lines.push(message);
  }
  return lines;
}

/** Calls CloudWatch Logs, of which this project has no SDK client. @returns the answer */
export async function callLogs(endpoint: string, operation: string, input: object): Promise<string> {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` };
  return signedFetch(endpoint, { service: 'logs', headers, body: JSON.stringify(input) });
}

/** All members of a paged answer. */
async function* pages<T>(
  endpoint: string,
  [operation, member]: readonly [string, string],
  input: Readonly<Record<string, string>>,
): AsyncGenerator<T> {
  let nextToken: string | undefined;
  do {
    const page = JSON.parse(await callLogs(endpoint, operation, { ...input, nextToken })) as Record<string, unknown>;
    yield* page[member] as T[];
    nextToken = page['nextToken'] as string | undefined;
  } while (nextToken);
}
