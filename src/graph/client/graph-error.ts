import { CodedError } from '../../errors/coded-error.ts';

/** Every cause for which a call to the Graph API fails; one code a cause. */
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

/** What is known of a failure beside its cause. Nothing here is anything of the request. */
export interface GraphFacts {
  readonly httpStatus?: number | undefined;
  /** Meta's own number of the error. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
  /** `OAuthException`, `GraphMethodException`… */
  readonly type?: string | undefined;
  /** Meta's `fbtrace_id`, for their support; it is kept there for a short while only. */
  readonly traceId?: string | undefined;
  /** Node's name of a network failure, e.g. `ECONNREFUSED`. */
  readonly networkCode?: string | undefined;
}

/** What a failure is told by. */
export interface GraphFailure {
  readonly code: GraphErrorCode;
  readonly hint: string;
  /**
   * Whether what was asked for may nevertheless have been done. Meta has answered code 2, `is_transient`, to posts that
   * it did publish, so `unknown` is what any failure is that does not clearly say no.
   */
  readonly outcome: 'not-done' | 'unknown';
  /** Whether trying again can help, and at which pace. */
  readonly retry: 'never' | 'soon' | 'when-allowed';
  /** How long Meta asks us to stay away. */
  readonly retryAfterMs?: number | undefined;
  readonly facts?: GraphFacts | undefined;
  /** Meta's own words, already without secrets. */
  readonly metaMessage?: string | undefined;
}

/**
 * A call to the Graph API that failed: a code to branch on, a hint that says what to do, and Meta's own numbers.
 * Its message never holds a token, a secret or a value of the request.
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
   * Meta's own words, cut short and without control characters and known secrets. May quote ids: for an operator's
   * eyes, never for a log. A getter, so that neither JSON nor Node's inspection of the error shows it.
   */
  get metaMessage(): string | undefined {
    return this.#metaMessage;
  }
}

/** A request that would not be right whatever Meta answered; it was not sent. */
export function requestMalformed(hint: string): GraphError {
  return new GraphError({ code: 'REQUEST_MALFORMED', hint, outcome: 'not-done', retry: 'never' });
}

/** An answer that came, but is not what the reference promises. */
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
