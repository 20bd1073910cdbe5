import { CodedError } from '../../src/errors/coded-error.ts';

/** Reasons why `verify:aws` refuses to start or fails, one code for each cause. */
export type VerifyErrorCode =
  | 'USAGE'
  | 'NO_TERMINAL'
  | 'DECLINED'
  | 'NO_REGION'
  | 'NO_CREDENTIALS'
  | 'NOT_BOOTSTRAPPED'
  | 'STACK_EXISTS'
  | 'COMMAND_FAILED'
  | 'CALL_FAILED'
  | 'TIMED_OUT'
  | 'OUTPUT_MISSING'
  | 'CLEAN_UP_INCOMPLETE';

/** The error of a run: a message that says what is wrong and a hint that says what to do. */
export class VerifyError extends CodedError<VerifyErrorCode> {
  constructor(code: VerifyErrorCode, { message, hint }: { readonly message: string; readonly hint: string }) {
    super(code, hint, { message });
  }
}

/** Formats an error for the facts and for standard error. Errors of AWS have a name that says what is wrong. */
export function formatError(error: unknown): string {
  if (error instanceof VerifyError) return `${error.message}. ${error.hint}`;
  return Error.isError(error) ? `${error.name}: ${error.message}` : String(error);
}
