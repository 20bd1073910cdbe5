import type { AppSecretValue } from '../../aws/app-secret-store.ts';
import type { CliErrorCode, ExitCode } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { explainError } from '../../errors/explain-error.ts';

/**
 * The status of a check:
 * - `ok`: no problem
 * - `warning`: needs attention, but may be wanted or pass by itself
 * - `failed`: something must be corrected, or the check itself failed
 * - `skipped`: there is nothing to check, or a requirement is missing
 */
export type CheckStatus = 'ok' | 'warning' | 'failed' | 'skipped';

/** The result of a check. */
export interface Finding {
  readonly status: CheckStatus;
  /** The observation. */
  readonly message: string;
  /** The action to take. */
  readonly hint?: string | undefined;
  /** Code of the error, if the check itself failed. */
  readonly code?: CliErrorCode | undefined;
}

/** The input of a check. */
export interface Examination {
  readonly context: Context;
  /** Aborts when the time limit of the check is exceeded, and on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** An app of the stack, as its checks need it. */
export interface ExaminedApp {
  readonly key: string;
  /** The URL that Meta sends to: the stack's callback URL, or the URL of a proxy or domain. */
  readonly url: string;
  /** Reads the stored secret once for all checks. Rejects with an error that the check `secret` reports. */
  readonly secret: () => Promise<AppSecretValue>;
}

/** A check. All run at the same time, so none uses the finding of another. */
export interface Check {
  readonly name: string;
  /** The app of the check; undefined for the whole stack. */
  readonly app?: string | undefined;
  /** The time limit. */
  readonly limitMs: number;
  readonly examine: (examination: Examination) => Promise<Finding>;
}

/** The result of a check, with its name and duration. */
export interface Checked extends Finding {
  readonly check: string;
  readonly app?: string | undefined;
  readonly ms: number;
}

export const ok = (message: string): Finding => ({ status: 'ok', message });
export const warning = (message: string, hint: string): Finding => ({ status: 'warning', message, hint });
export const failed = (message: string, hint: string): Finding => ({ status: 'failed', message, hint });
export const skipped = (message: string, hint?: string): Finding => ({ status: 'skipped', message, hint });

/** The time limit of checks that only call AWS. */
export const AWS_LIMIT_MS = 20_000;
/** Extra time for a check that timed out or was interrupted to remove its temporary resources. */
const GRACE_MS = 5_000;

/**
 * Runs a check. Never rejects: an error, a timeout or an interruption becomes the finding.
 * @param abortAfter - creates a signal that aborts after a number of milliseconds
 */
export async function runCheck(
  check: Check,
  context: Context,
  abortAfter: (ms: number) => AbortSignal,
): Promise<Checked> {
  const { now, signal } = context.ports;
  const startedMs = now();
  const limit = abortAfter(check.limitMs);
  const limitOrInterrupt = AbortSignal.any([limit, signal]);
  const about = { check: check.name, ...(check.app !== undefined && { app: check.app }) };
  const examined = (async () => check.examine({ context, signal: limitOrInterrupt }))();
  try {
    return { ...about, ...(await Promise.race([examined, rejectOnAbort(limitOrInterrupt)])), ms: now() - startedMs };
  } catch (error) {
    // Let the check remove its temporary resources before the clients are destroyed.
    if (limitOrInterrupt.aborted)
      await Promise.race([examined, rejectOnAbort(abortAfter(GRACE_MS))]).catch(() => undefined);
    return { ...about, ...(limit.aborted ? tooSlow(check) : ofError(error)), ms: now() - startedMs };
  }
}

async function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

function tooSlow({ limitMs }: Check): Finding {
  return failed(
    `no response within ${limitMs / 1000} s`,
    'Run doctor again. If the problem persists, check the network and the status pages of AWS and Meta.',
  );
}

function ofError(error: unknown): Finding {
  const { code, message, hint } = explainError(error);
  return { ...failed(message, hint), code };
}

/** Returns the exit code of `doctor`. */
export function getExitCode(checked: readonly Checked[]): ExitCode {
  return checked.some(({ status }) => status === 'failed') ? 1 : 0;
}
