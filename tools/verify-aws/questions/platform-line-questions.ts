import { listJson } from '../call-json.ts';
import type { Answer } from '../facts.ts';
import { findResource, postSigned, sampleComments, waitForComments, type Receiver } from '../receiver.ts';
import type { Verification } from '../verification.ts';
import { SYSTEM_CLOCK, waitUntil, type Clock } from '../wait-until.ts';
import { withFunctionTimeout } from '../with-function-timeout.ts';
import type { Question } from './question.ts';

/** The starts of the logical ids of the worker's function and log group. */
export const WORKER_IDS = { function: 'WorkerHandlerFunction', logGroup: 'WorkerHandlerLog' } as const;
/** Some 1,100 calls to AWS, for which the worker needs more than {@link SHORT_TIMEOUT_SECONDS}. */
const CHANGES = 1_000;
/** The shortest timeout that Lambda allows. */
const SHORT_TIMEOUT_SECONDS = 1;
const LOG_MS = 300_000;
const LOG_POLL_MS = 5_000;
/** The queue hides the delivery for six minutes after the timeout. */
const RETRY_MS = 600_000;

/**
 * A line that Lambda itself wrote into the log of a function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html
 */
interface PlatformLine {
  readonly type: string;
  readonly record?: { readonly status?: string };
}

/** Which lines Lambda writes at the system log level WARN. The saved query "worker crashes and timeouts" reads them. */
export function platformLineQuestions(
  run: Verification,
  receiver: Receiver,
  clock: Clock = SYSTEM_CLOCK,
): readonly Question[] {
  return [
    {
      question: 'Does Lambda log a timeout of the worker, and nothing of its own for successes?',
      kind: 'check',
      missingInEmulator: 'the emulator writes no lines of its own and enforces no timeout',
      ask: async () => checkPlatformLines(run, receiver, clock),
    },
  ];
}

async function checkPlatformLines(run: Verification, receiver: Receiver, clock: Clock): Promise<Answer> {
  const { aws, signal } = run;
  const name = await findResource(run, 'AWS::Lambda::Function', WORKER_IDS.function);
  const logGroup = await findResource(run, 'AWS::Logs::LogGroup', WORKER_IDS.logGroup);
  const timeoutsBefore = countTimeouts(await readLines(run, logGroup));
  const { ids, body } = sampleComments(CHANGES);
  const startedMs = clock.now();
  await withFunctionTimeout({ name, callLambda: aws.callLambda, clock, signal }, SHORT_TIMEOUT_SECONDS, async () => {
    const { status } = await postSigned(receiver, body);
    if (status !== 200) throw new Error(`the status of the delivery was ${status} instead of 200`);
    const isLogged = async (): Promise<true | undefined> =>
      countTimeouts(await readLines(run, logGroup)) > timeoutsBefore || undefined;
    const what = 'a platform.report with status timeout';
    await waitUntil(isLogged, { what, withinMs: LOG_MS, everyMs: LOG_POLL_MS, signal, clock });
  });
  await waitForComments(receiver, ids, { withinMs: RETRY_MS, signal, clock });
  const seconds = Math.round((clock.now() - startedMs) / 1_000);
  const answer = judge(await readLines(run, logGroup));
  return { answer, evidence: `all ${CHANGES} changes of the delivery arrived within ${seconds} s` };
}

/** Reads all lines since the deployment: what Lambda logs about the successes of the earlier questions is there too. */
async function readLines({ aws }: Verification, logGroupName: string): Promise<readonly PlatformLine[]> {
  const input = { logGroupName, filterPattern: '{ $.type = "platform.*" }' };
  const events = await listJson<{ readonly message: string }>(
    aws.callJson,
    ['logs', 'FilterLogEvents', 'events'],
    input,
  );
  return events.map(({ message }) => JSON.parse(message) as PlatformLine);
}

const countTimeouts = (lines: readonly PlatformLine[]): number =>
  lines.filter(({ type, record }) => type === 'platform.report' && record?.status === 'timeout').length;

/**
 * Counts lines by type and status, e.g. `platform.report timeout: 2`.
 * @throws Error if a line is about a success
 */
function judge(lines: readonly PlatformLine[]): string {
  const names = lines.map(({ type, record }) => [type, record?.status].filter(Boolean).join(' '));
  const counts = Map.groupBy(names, (name) => name);
  const counted = [...counts].map(([name, { length }]) => `${name}: ${length}`).join(', ');
  const hasSuccess = lines.some(({ record }) => record?.status === 'success');
  if (hasSuccess) throw new Error(`Lambda logs lines about successes: ${counted}`);
  return counted;
}
