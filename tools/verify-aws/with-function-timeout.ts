import type { CallLambda } from './call-lambda.ts';
import { waitUntil, type Clock } from './wait-until.ts';

/** A function of the run, and how to change it. */
export interface ChangedFunction {
  readonly name: string;
  readonly callLambda: CallLambda;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * The part of a function's configuration that is used here.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html
 */
interface FunctionConfiguration {
  /** Seconds. */
  readonly Timeout: number;
  readonly LastUpdateStatus?: 'Successful' | 'Failed' | 'InProgress';
  readonly LastUpdateStatusReason?: string;
}

/** An update of the timeout takes seconds. */
const UPDATE_MS = 120_000;

/**
 * Does some work while a function has another timeout. Restores the timeout afterwards, also after an error and when
 * the signal has aborted.
 */
export async function withFunctionTimeout(
  changed: ChangedFunction,
  seconds: number,
  work: () => Promise<void>,
): Promise<void> {
  const { Timeout } = await waitUntilSettled(changed);
  changed.signal?.throwIfAborted();
  try {
    await setTimeoutSeconds(changed, seconds);
    await work();
  } finally {
    const restored = { ...changed, signal: undefined };
    // Lambda rejects an update while another is under way, as after an interruption.
    await waitUntilSettled(restored);
    await setTimeoutSeconds(restored, Timeout);
  }
}

async function setTimeoutSeconds(changed: ChangedFunction, Timeout: number): Promise<void> {
  const { name, callLambda } = changed;
  const input = { Timeout };
  await callLambda({ operation: 'UpdateFunctionConfiguration', method: 'PUT', path: pathOf(name), input });
  const { LastUpdateStatus, LastUpdateStatusReason = 'no reason' } = await waitUntilSettled(changed);
  if (LastUpdateStatus === 'Successful') return;
  throw new Error(`Lambda did not set the timeout of ${name} to ${Timeout} s: ${LastUpdateStatusReason}`);
}

async function waitUntilSettled({ name, callLambda, clock, signal }: ChangedFunction): Promise<FunctionConfiguration> {
  return waitUntil(
    async () => {
      const call = { operation: 'GetFunctionConfiguration', method: 'GET', path: pathOf(name) } as const;
      const configuration = (await callLambda(call)) as unknown as FunctionConfiguration;
      return configuration.LastUpdateStatus === 'InProgress' ? undefined : configuration;
    },
    { what: `the end of the update of ${name}`, withinMs: UPDATE_MS, clock, signal },
  );
}

const pathOf = (name: string): string => `/2015-03-31/functions/${name}/configuration`;
