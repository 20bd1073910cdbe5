import { SecretError } from '../../../src/pipeline/accept/app-secret.ts';
import { backOffSeconds } from '../../../src/pipeline/delivery/back-off.ts';
import { GraphError } from '../../../src/graph/client/graph-error.ts';
import { nameOfError, type LogFields } from '../../aws/log.ts';
import { CredentialsError } from './credentials.ts';
import type { Ending } from './ending.ts';

/** Wait after a rate limit if Meta returns no time, because each further call prolongs it. Chosen here, 2026-11. */
const LIMIT_SECONDS = 15 * 60;
/** The SQS visibility timeout is 12 hours at most, counted from the receive. */
const MAX_SECONDS = 11 * 3_600;
/** Failures that are temporary, although the client must not retry the call immediately. */
const PASSES = new Set(['ABORTED']);

/**
 * Maps a failure to the result of the mention: a temporary failure is retried, a failure that an operator must fix is
 * queued for manual review.
 * @param receives - number of receives so far, starting at 1
 */
export function endingAfter(error: unknown, receives: number): Ending {
  if (error instanceof GraphError) return endingAfterGraph(error, receives);
  if (error instanceof CredentialsError) return { outcome: 'queued-for-review', code: error.code };
  if (error instanceof SecretError) return { outcome: 'queued-for-review', code: 'SECRET_MALFORMED' };
  return { outcome: 'backed-off', code: 'INTERNAL_ERROR', seconds: backOffSeconds(receives) };
}

function endingAfterGraph({ code, retry, retryAfterMs }: GraphError, receives: number): Ending {
  if (retry === 'never' && !PASSES.has(code)) return { outcome: 'queued-for-review', code };
  const unsaid = retry === 'when-allowed' ? LIMIT_SECONDS : 0;
  const atLeast = retryAfterMs === undefined ? unsaid : Math.ceil(retryAfterMs / 1000);
  return { outcome: 'backed-off', code, seconds: Math.min(MAX_SECONDS, Math.max(atLeast, backOffSeconds(receives))) };
}

/** Returns the log fields of a failure: codes and numbers only. */
export function keyValueLines(error: unknown): LogFields {
  if (error instanceof CredentialsError) return { errorCode: error.code, hint: error.hint };
  if (!(error instanceof GraphError)) return nameOfError(error);
  const { httpStatus, graphCode, subcode, traceId, networkCode } = error.facts;
  return {
    errorCode: error.code,
    hint: error.hint,
    posted: error.outcome,
    httpStatus,
    graphCode,
    subcode,
    traceId,
    networkCode,
  };
}
