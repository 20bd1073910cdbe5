/** Fields of a log line: ids, codes, names and sizes. Never a body, a token, a signature or personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Log of the handlers; the Powertools Logger of the consumers implements it. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/**
 * Returns the parts of an error that never contain request data: its name, its code, and the status and request id of
 * an AWS response. Messages are omitted: a parser's message quotes its input.
 */
export function nameOfError(error: unknown): LogFields {
  if (!Error.isError(error)) return { error: typeof error };
  const { name, code, $metadata: metadata } = error as Error & AwsFacts;
  return { error: name, errorCode: code, awsStatus: metadata?.httpStatusCode, awsRequestId: metadata?.requestId };
}

/** Members that the SDK and Node add to an error. */
interface AwsFacts {
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}
