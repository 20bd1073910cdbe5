/** Every cause for which a command ends without having done its work; one code a cause. */
export type CliErrorCode =
  | 'ACCESS_DENIED'
  | 'AWS_REFUSED'
  | 'CREDENTIALS_EXPIRED'
  | 'CREDENTIALS_REFUSED'
  | 'DELIVERY_UNKNOWN'
  | 'FILE_REFUSED'
  | 'INTERRUPTED'
  | 'MOVE_FAILED'
  | 'MOVE_UNDER_WAY'
  | 'NO_CREDENTIALS'
  | 'NO_REGION'
  | 'NO_TERMINAL'
  | 'APP_UNKNOWN'
  | 'OUTPUT_MISSING'
  | 'OUTSIDE_WINDOW'
  | 'PARTIAL_MATCH'
  | 'PROFILE_UNKNOWN'
  | 'QUEUE_REFUSED'
  | 'RESOURCE_GONE'
  | 'STACK_UNKNOWN'
  | 'STATE_FILE'
  | 'UNFORESEEN'
  | 'UNREACHABLE'
  | 'USAGE'
  | 'WINDOW_UNKNOWN';

/** How the process ends: 0 fine, 1 something failed or was refused, 2 wrong usage. */
export type ExitCode = 0 | 1 | 2;

/** Causes that another command line would not have met. */
const WRONG_USAGE: ReadonlySet<CliErrorCode> = new Set(['APP_UNKNOWN', 'FILE_REFUSED', 'NO_TERMINAL', 'OUTSIDE_WINDOW', 'PARTIAL_MATCH', 'STATE_FILE', 'USAGE', 'WINDOW_UNKNOWN']);

/** What a command throws: what is wrong, and a hint that says what to do. Neither holds anything of a body. */
export class CliError extends Error {
  readonly code: CliErrorCode;
  readonly hint: string;

  constructor(code: CliErrorCode, told: { readonly message: string; readonly hint: string }, options?: ErrorOptions) {
    super(told.message, options);
    this.code = code;
    this.hint = told.hint;
  }

  get exitCode(): ExitCode {
    return WRONG_USAGE.has(this.code) ? 2 : 1;
  }
}
