/** What an error of ours may have beside its code and hint. */
export interface CodedErrorOptions extends ErrorOptions {
  /** @default - the code and the hint */
  readonly message?: string;
}

/**
 * Base class of our errors: a code to branch on (minifying destroys class names) and a hint that says what to do.
 * @typeParam Code - every cause that the class stands for
 */
export abstract class CodedError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly hint: string;

  constructor(code: Code, hint: string, { message = `${code}: ${hint}`, ...options }: CodedErrorOptions = {}) {
    super(message, options);
    this.code = code;
    this.hint = hint;
  }
}
