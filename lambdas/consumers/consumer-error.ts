/** Every cause for which a consumer refuses an event; one code a cause. */
export type ConsumerErrorCode = 'NOT_AN_EVENT' | 'MISSING_TOKEN' | 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** What a consumer throws for an event that it cannot use. Its message holds nothing of the event. */
export class ConsumerError extends Error {
  readonly code: ConsumerErrorCode;
  /** What to do about it. */
  readonly hint: string;

  constructor(code: ConsumerErrorCode, hint: string, options?: ErrorOptions) {
    super(`${code}: ${hint}`, options);
    this.code = code;
    this.hint = hint;
  }
}
