import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import type { CliErrorCode, ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';

/**
 * - `ok`: as it should be
 * - `warning`: works, but somebody should look
 * - `failed`: changes are lost, late or refused, or it could not be found out
 * - `skipped`: there is nothing to look at, or something that it needs is missing
 */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** What a check found out. */
export interface Finding {
  readonly status: CheckStatus;
  /** What is so. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string | undefined;
  readonly code?: CliErrorCode | undefined;
}

/** What a check looks at. */
export interface Examination {
  readonly context: Context;
  /** Aborts when the check's time is up, and at Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One app of the stack. */
export interface ExaminedApp {
  readonly key: string;
  /** Where Meta sends to: the stack's own callback URL, or what stands before it. */
  readonly url: string;
  /** Reads what is stored, once for all checks. Rejects with an error that the check `secret` explains. */
  readonly secret: () => Promise<AppSecretValue>;
}

/** One thing to look at. Checks know nothing of each other. */
export interface Check {
  readonly name: string;
  /** The app that it is about; none for the whole stack. */
  readonly app?: string | undefined;
  /** How long it may take. */
  readonly limitMs: number;
  readonly examine: (examination: Examination) => Promise<Finding>;
}

/** A check that was made. */
export interface Checked extends Finding {
  readonly check: string;
  readonly app?: string | undefined;
  readonly ms: number;
}

export const ok = (message: string): Finding => ({ status: 'ok', message });
export const warning = (message: string, hint: string): Finding => ({ status: 'warning', message, hint });
export const failed = (message: string, hint: string): Finding => ({ status: 'failed', message, hint });
export const skipped = (message: string, hint?: string): Finding => ({ status: 'skipped', message, hint });

/** What almost every check needs at most: a few calls of AWS. */
export const AWS_LIMIT_MS = 20_000;
/** For what a check that was given up takes away again. */
const GRACE_MS = 5_000;

/**
 * Makes a check. Never throws: what it meets is what it found, and a check that does not end is given up.
 * @param abortAfter - a signal that aborts by itself after so many ms
 */
export async function makeCheck(
  check: Check,
  context: Context,
  abortAfter: (ms: number) => AbortSignal,
): Promise<Checked> {
  const { now, signal } = context.ports;
  const startedMs = now();
  const limit = abortAfter(check.limitMs);
  const either = AbortSignal.any([limit, signal]);
  const about = { check: check.name, ...(check.app !== undefined && { app: check.app }) };
  const examined = check.examine({ context, signal: either });
  try {
    return { ...about, ...(await Promise.race([examined, rejection(either)])), ms: now() - startedMs };
  } catch (error) {
    // What it made has to be taken away again before the clients are gone.
    if (either.aborted) await Promise.race([examined, rejection(abortAfter(GRACE_MS))]).catch(() => undefined);
    return { ...about, ...(limit.aborted ? tooSlow(check) : ofError(error)), ms: now() - startedMs };
  }
}

async function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
  });
}

function tooSlow({ limitMs }: Check): Finding {
  return failed(
    `no answer within ${limitMs / 1000} s`,
    'try again; if it stays so, look at the network, and at the health of AWS in this region',
  );
}

function ofError(error: unknown): Finding {
  const { code, message, hint } = explainError(error);
  return { ...failed(message, hint), code };
}

/** How `doctor` ends. */
export function exitCodeOf(checked: readonly Checked[]): ExitCode {
  return checked.some(({ status }) => status === 'failed') ? 1 : 0;
}
