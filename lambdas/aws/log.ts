/** What a log line may say: ids, codes, names and sizes. Never a body, a token, a signature or anything of a person. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where the handlers write what happened; Powertools' Logger is one. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Says of an error only what never holds anything of a request: its name, its code, and for an AWS service its
 * answer's status and request id. Messages are left out: a parser's message quotes what it read.
 */
export function nameOfError(error: unknown): LogFields {
  if (!Error.isError(error)) return { error: typeof error };
  const { name, code, $metadata: metadata } = error as Error & AwsFacts;
  return { error: name, errorCode: code, awsStatus: metadata?.httpStatusCode, awsRequestId: metadata?.requestId };
}

/** What the SDK and Node add to an error. */
interface AwsFacts {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}
