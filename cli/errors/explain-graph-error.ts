import type { GraphError, GraphErrorCode } from '../../src/graph/client/graph-error.ts';
import { CliError, type CliErrorCode } from './cli-error.ts';

/** What happened, in a few words; the hint says what to do. */
const HAPPENED: Readonly<Record<GraphErrorCode, string>> = {
  ABORTED: 'interrupted',
  RESPONSE_TOO_LARGE: 'the Graph API answered more than can be right',
  RESPONSE_UNREADABLE: 'the answer was not one of the Graph API',
  APP_REFUSED: 'Meta does not take app id and app secret together',
  BLOCKED: 'Meta has blocked this for a while',
  CALLBACK_REFUSED: 'Meta could not verify the callback URL',
  DASHBOARD_ONLY: 'Meta does not let this be configured by API',
  DUPLICATE: 'Meta has the same text already',
  GRAPH_REFUSED: 'Meta refused it',
  OBJECT_UNKNOWN: 'Meta knows no such id, or does not show it to this token',
  PARAMETER_REFUSED: 'Meta does not take a parameter',
  PERMISSION_MISSING: 'the access token lacks a permission',
  PROOF_REFUSED: 'Meta does not take the proof made with the app secret',
  RATE_LIMITED: "a limit of Meta's is used up",
  REQUEST_MALFORMED: 'this would not be a right request, so it was not sent',
  TRANSIENT: 'Meta could not do it just now',
  TIMED_OUT: 'the Graph API did not answer in time',
  TOKEN_EXPIRED: 'the access token has expired',
  TOKEN_INVALID: 'the access token is not valid',
  WRONG_TOKEN_TYPE: 'this call wants another kind of token',
  UNREACHABLE: 'the Graph API cannot be reached',
  USAGE_HIGH: "a limit of Meta's is nearly used up",
  VERSION_GONE: 'this version of the Graph API has ended',
  WINDOW_CLOSED: 'the person wrote too long ago to be answered',
};

/** Codes that mean something else to the command. */
const RENAMED: Partial<Readonly<Record<GraphErrorCode, CliErrorCode>>> = {
  ABORTED: 'INTERRUPTED',
  UNREACHABLE: 'GRAPH_UNREACHABLE',
};

const MINUTE_MS = 60_000;

/** Makes of a failed call to the Graph API what an operator can act on, with Meta's own words and numbers. */
export function explainGraphError(error: GraphError): CliError {
  const { code, hint, metaMessage, retryAfterMs } = error;
  const words = metaMessage === undefined ? '' : `; Meta says: ${metaMessage}`;
  const when = retryAfterMs === undefined ? '' : `; it takes about ${Math.ceil(retryAfterMs / MINUTE_MS)} min`;
  return new CliError(
    RENAMED[code] ?? code,
    { message: HAPPENED[code] + words + numbersOf(error), hint: hint + when },
    { cause: error },
  );
}

/** What Meta's support asks for. */
function numbersOf({ facts }: GraphError): string {
  const numbers = { code: facts.graphCode, subcode: facts.subcode, trace: facts.traceId, network: facts.networkCode };
  const told = Object.entries(numbers).flatMap(([name, value]) => (value === undefined ? [] : [`${name} ${value}`]));
  return told.length === 0 ? '' : ` (${told.join(', ')})`;
}
