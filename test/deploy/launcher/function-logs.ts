import { keepLine } from '../../support/harness/keep-line.ts';
import { signedFetch } from '../signed-fetch.ts';

/**
 * Keeps every line of every log group of the emulator for `npm run check:logs`.
 * @returns how many
 */
export async function keepFunctionLogs(endpoint: string): Promise<number> {
  let kept = 0;
  for await (const { logGroupName } of pages<{ logGroupName: string }>(
    endpoint,
    ['DescribeLogGroups', 'logGroups'],
    {},
  )) {
    for await (const { message } of pages<{ message: string }>(endpoint, ['FilterLogEvents', 'events'], {
      logGroupName,
    })) {
      keepLine({ message, logGroupName });
      kept += 1;
    }
  }
  return kept;
}

/** Returns all lines of a log group; none if it does not exist yet. */
export async function readLogGroup(endpoint: string, logGroupName: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const group of pages<{ logGroupName: string }>(endpoint, ['DescribeLogGroups', 'logGroups'], {})) {
    if (group.logGroupName !== logGroupName) continue;
    const input = { logGroupName };
    for await (const { message } of pages<{ message: string }>(endpoint, ['FilterLogEvents', 'events'], input))
      lines.push(message);
  }
  return lines;
}

/** All members of a paged answer. This project has no SDK client of CloudWatch Logs. */
async function* pages<T>(
  endpoint: string,
  [operation, member]: readonly [string, string],
  input: Readonly<Record<string, string>>,
): AsyncGenerator<T> {
  let nextToken: string | undefined;
  do {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Logs_20140328.${operation}` };
    const answer = await signedFetch(endpoint, {
      service: 'logs',
      headers,
      body: JSON.stringify({ ...input, nextToken }),
    });
    const page = JSON.parse(answer) as Record<string, unknown>;
    yield* page[member] as T[];
    nextToken = page['nextToken'] as string | undefined;
  } while (nextToken);
}
