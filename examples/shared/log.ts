import { GraphError } from 'meta-webhooks-aws/graph';

/** Fields of a log line: ids, codes and numbers, but no personal data. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** The part of a logger that the examples use. The Logger of Powertools has it. */
export interface Log {
  info(message: string, fields: LogFields): void;
  error(message: string, fields: LogFields): void;
}

/** Returns the members of an error that are safe to log. A message is not: it can quote its input. */
export function errorFields(error: unknown): LogFields {
  if (!(error instanceof GraphError)) return { error: error instanceof Error ? error.name : typeof error };
  const { httpStatus, graphCode, subcode, traceId, networkCode } = error.facts;
  return { errorCode: error.code, hint: error.hint, httpStatus, graphCode, subcode, traceId, networkCode };
}
