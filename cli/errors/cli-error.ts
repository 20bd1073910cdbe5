import { CodedError } from '../../src/errors/coded-error.ts';
import type { GraphErrorCode } from '../../src/graph/client/graph-error.ts';

/** Reasons why a command fails, one code for each cause. */
export type CliErrorCode =
  | 'ACCESS_DENIED'
  | 'AWS_REFUSED'
  | 'CERTIFICATE_REFUSED'
  | 'CREDENTIALS_EXPIRED'
  | 'CREDENTIALS_REFUSED'
  | 'DELIVERY_AMBIGUOUS'
  | 'DELIVERY_UNKNOWN'
  | 'DEV_NOT_STARTED'
  | 'FILE_REFUSED'
  | 'FILE_UNREADABLE'
  | 'FLAG_KEPT_BY_NPM'
  | 'INTERRUPTED'
  | 'KIND_UNKNOWN'
  | 'LISTEN_REMOVED'
  | 'LISTEN_TAKEN_OVER'
  | 'MISSING_PACKAGE'
  | 'MOVE_FAILED'
  | 'MOVE_UNDER_WAY'
  | 'NO_CREDENTIALS'
  | 'NO_REGION'
  | 'NO_TERMINAL'
  | 'NOT_A_LOCAL_RUN'
  | 'APP_ID_UNKNOWN'
  | 'APP_UNKNOWN'
  | 'FIELD_UNKNOWN'
  | 'GRAPH_UNREACHABLE'
  | 'NOT_SUBSCRIBED'
  | 'OUTPUT_MISSING'
  | 'OUTSIDE_WINDOW'
  | 'PARTIAL_MATCH'
  | 'PROFILE_UNKNOWN'
  | 'QUEUE_REFUSED'
  | 'RECEIVER_AMBIGUOUS'
  | 'RECEIVER_NEWER'
  | 'RECEIVER_UNKNOWN'
  | 'RESOURCE_GONE'
  | 'SAMPLE_UNKNOWN'
  | 'SECRET_FORM'
  | 'SECRET_INCOMPLETE'
  | 'SECRET_NOT_WRITTEN'
  | 'SECRET_UNREADABLE'
  | 'STACK_UNKNOWN'
  | 'STATE_FILE'
  | 'INTERNAL_ERROR'
  | 'UNREACHABLE'
  | 'UNREACHABLE_URL'
  | 'USAGE'
  | 'VERDICT_UNAVAILABLE'
  | 'WEBHOOK_OBJECT_UNKNOWN'
  | 'WINDOW_UNKNOWN'
  | GraphErrorCode;

/** The exit code of the process: 0 success, 1 something failed or was rejected, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Causes that the user fixes by changing the command line. */
const WRONG_USAGE: ReadonlySet<CliErrorCode> = new Set([
  'APP_ID_UNKNOWN',
  'APP_UNKNOWN',
  'DELIVERY_AMBIGUOUS',
  'FIELD_UNKNOWN',
  'FILE_REFUSED',
  'FILE_UNREADABLE',
  'FLAG_KEPT_BY_NPM',
  'KIND_UNKNOWN',
  'NO_TERMINAL',
  'OUTSIDE_WINDOW',
  'PARTIAL_MATCH',
  'RECEIVER_AMBIGUOUS',
  'SAMPLE_UNKNOWN',
  'SECRET_FORM',
  'STATE_FILE',
  'USAGE',
  'WEBHOOK_OBJECT_UNKNOWN',
  'WINDOW_UNKNOWN',
]);

/** The error of a command: a message that says what is wrong and a hint that says what to do. Contains no payload. */
export class CliError extends CodedError<CliErrorCode> {
  constructor(
    code: CliErrorCode,
    reported: { readonly message: string; readonly hint: string },
    options?: ErrorOptions,
  ) {
    super(code, reported.hint, { ...options, message: reported.message });
  }

  get exitCode(): ExitCode {
    return WRONG_USAGE.has(this.code) ? 2 : 1;
  }
}
