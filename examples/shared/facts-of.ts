import { nameOfError, type LogFields } from '../../lambdas/aws/log.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';

/** Returns the members of an error that are safe to log: codes, numbers and the hint, but no personal data. */
export function keyValueLines(error: unknown): LogFields {
  if (!(error instanceof GraphError)) return nameOfError(error);
  const { httpStatus, graphCode, subcode, traceId, networkCode } = error.facts;
  return { errorCode: error.code, hint: error.hint, httpStatus, graphCode, subcode, traceId, networkCode };
}
