import { nameOfError, type LogFields } from '../../lambdas/aws/log.ts';
import { GraphError } from '../../src/graph/client/graph-error.ts';

/** What a log may say of a failure: codes, numbers and what to do. Nothing of who wrote, or what. */
export function keyValueLines(error: unknown): LogFields {
  if (!(error instanceof GraphError)) return nameOfError(error);
  const { httpStatus, graphCode, subcode, traceId, networkCode } = error.facts;
  return { errorCode: error.code, hint: error.hint, httpStatus, graphCode, subcode, traceId, networkCode };
}
