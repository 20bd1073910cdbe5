import { CodedError } from '../../errors/coded-error.ts';

/** Code of each cause for which a call to the Graph API fails. */
export type GraphErrorCode =
  | 'ABORTED'
  | 'RESPONSE_TOO_LARGE'
  | 'RESPONSE_UNREADABLE'
  | 'APP_REFUSED'
  | 'BLOCKED'
  | 'CALLBACK_REFUSED'
  | 'DASHBOARD_ONLY'
  | 'DUPLICATE'
  | 'GRAPH_REFUSED'
  | 'OBJECT_UNKNOWN'
  | 'PARAMETER_REFUSED'
  | 'PERMISSION_MISSING'
  | 'PROOF_REFUSED'
  | 'RATE_LIMITED'
  | 'REQUEST_MALFORMED'
  | 'TRANSIENT'
  | 'TIMED_OUT'
  | 'TOKEN_EXPIRED'
  | 'TOKEN_INVALID'
  | 'WRONG_TOKEN_TYPE'
  | 'UNREACHABLE'
  | 'USAGE_HIGH'
  | 'VERSION_GONE'
  | 'WINDOW_CLOSED';

/** Details of a failure. They contain nothing of the request. */
export interface GraphFacts {
  readonly httpStatus?: number | undefined;
  /** Meta's error code. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
  /** Meta's error type, such as `OAuthException` or `GraphMethodException`. */
  readonly type?: string | undefined;
  /** Meta's `fbtrace_id`, for Meta's support. Meta keeps it only for a short time. */
  readonly traceId?: string | undefined;
  /** Node's code of a network failure, for example `ECONNREFUSED`. */
  readonly networkCode?: string | undefined;
}

/** Input of a {@link GraphError}. */
export interface GraphFailure {
  readonly code: GraphErrorCode;
  readonly hint: string;
  /**
   * Says whether Meta may have processed the request. Meta has returned code 2, `is_transient`, for posts that it
   * published, so the value is `unknown` unless the failure clearly excludes it.
   */
  readonly outcome: 'not-done' | 'unknown';
  /** Says whether a retry can help: `soon` after a back-off, `when-allowed` after the rate limit ends. */
  readonly retry: 'never' | 'soon' | 'when-allowed';
  /** Wait that Meta requests, in ms. */
  readonly retryAfterMs?: number | undefined;
  readonly facts?: GraphFacts | undefined;
  /** Meta's message, without secrets. */
  readonly metaMessage?: string | undefined;
}

/**
 * A failed call to the Graph API, with a code to branch on, a hint that says what to do, and Meta's error codes. Its
 * message never contains a token, a secret or a value of the request.
 */
export class GraphError extends CodedError<GraphErrorCode> {
  override readonly name = 'GraphError';
  readonly outcome: GraphFailure['outcome'];
  readonly retry: GraphFailure['retry'];
  readonly retryAfterMs: number | undefined;
  readonly facts: GraphFacts;
  readonly #metaMessage: string | undefined;

  constructor(failure: GraphFailure) {
    const { code, hint, facts } = failure;
    super(code, hint, { message: `${code}: ${hint}${inBrackets(facts)}` });
    this.outcome = failure.outcome;
    this.retry = failure.retry;
    this.retryAfterMs = failure.retryAfterMs;
    this.facts = failure.facts ?? {};
    this.#metaMessage = failure.metaMessage;
  }

  /**
   * Meta's message, truncated, without control characters and known secrets. It may quote ids, so show it to an
   * operator but never log it. It is a getter, so that neither JSON nor Node's inspection of the error includes it.
   */
  get metaMessage(): string | undefined {
    return this.#metaMessage;
  }
}

/** Creates the error of a request that cannot be valid and was not sent. */
export function requestMalformed(hint: string): GraphError {
  return new GraphError({ code: 'REQUEST_MALFORMED', hint, outcome: 'not-done', retry: 'never' });
}

/** Creates the error of a response that does not match Meta's reference. */
export function answerUnreadable(hint: string): GraphError {
  return new GraphError({ code: 'RESPONSE_UNREADABLE', hint, outcome: 'unknown', retry: 'never' });
}

function inBrackets(facts: GraphFacts | undefined): string {
  const named: readonly (readonly [string, string | number | undefined])[] = [
    ['HTTP', facts?.httpStatus],
    ['Graph code', facts?.graphCode],
    ['subcode', facts?.subcode],
    ['type', facts?.type],
    ['trace', facts?.traceId],
    ['network', facts?.networkCode],
  ];
  const reported = named.filter(([, value]) => value !== undefined).map(([name, value]) => `${name} ${String(value)}`);
  return reported.length === 0 ? '' : ` (${reported.join(', ')})`;
}
