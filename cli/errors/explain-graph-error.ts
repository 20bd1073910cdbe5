import type { GraphError, GraphErrorCode } from '../../src/graph/client/graph-error.ts';
import { CliError, type CliErrorCode } from './cli-error.ts';

/** Describes each cause in a few words. The hint says what to do. */
const HAPPENED: Readonly<Record<GraphErrorCode, string>> = {
  ABORTED: 'interrupted',
  RESPONSE_TOO_LARGE: 'the response of the Graph API is too large',
  RESPONSE_UNREADABLE: 'the response is not a valid response of the Graph API',
  APP_REFUSED: 'Meta rejected the app id or the app secret',
  BLOCKED: 'Meta temporarily blocked this action',
  CALLBACK_REFUSED: 'Meta could not verify the callback URL',
  DASHBOARD_ONLY: 'Meta allows this in the App Dashboard only',
  DUPLICATE: 'Meta already has the same text',
  GRAPH_REFUSED: 'Meta rejected the request',
  OBJECT_UNKNOWN: 'the id does not exist, or the access token has no access to it',
  PARAMETER_REFUSED: 'Meta rejected a parameter',
  PERMISSION_MISSING: 'the access token does not have the required permission',
  PROOF_REFUSED: 'Meta rejected the appsecret_proof',
  RATE_LIMITED: 'a rate limit of Meta is exceeded',
  REQUEST_MALFORMED: 'the request is not valid, so it was not sent',
  TRANSIENT: 'Meta returned a temporary error',
  TIMED_OUT: 'the request to the Graph API timed out',
  TOKEN_EXPIRED: 'the access token has expired',
  TOKEN_INVALID: 'the access token is not valid',
  WRONG_TOKEN_TYPE: 'this call requires another type of access token',
  UNREACHABLE: 'the Graph API cannot be reached',
  USAGE_HIGH: 'a rate limit of Meta is nearly exceeded',
  VERSION_GONE: 'this version of the Graph API is no longer available',
  WINDOW_CLOSED: 'the messaging window is closed: the person last wrote too long ago',
};

/** Codes that have another name in the command. */
const RENAMED: Partial<Readonly<Record<GraphErrorCode, CliErrorCode>>> = {
  ABORTED: 'INTERRUPTED',
  UNREACHABLE: 'GRAPH_UNREACHABLE',
};

const MINUTE_MS = 60_000;

/** Turns a failed Graph API call into an error that an operator can act on, with Meta's message and error codes. */
export function explainGraphError(error: GraphError): CliError {
  const { code, hint, metaMessage, retryAfterMs } = error;
  const words = metaMessage === undefined ? '' : `; Meta says: ${metaMessage}`;
  const when = retryAfterMs === undefined ? '' : ` Try again in about ${Math.ceil(retryAfterMs / MINUTE_MS)} min.`;
  return new CliError(
    RENAMED[code] ?? code,
    { message: HAPPENED[code] + words + getNumbers(error), hint: toSentence(withoutRepetition(hint, code)) + when },
    { cause: error },
  );
}

/** The client's hints first say what is wrong, as the message here does, and know the URL only as an option. */
function withoutRepetition(hint: string, code: GraphErrorCode): string {
  const [first = '', rest = ''] = hint.split(/\. (.*)/s);
  const action = first.toLowerCase() === HAPPENED[code].toLowerCase() ? rest : hint;
  return action.replace('the base URL', 'META_GRAPH_URL if it is set');
}

/** Starts with a capital and ends with a full stop, as hints do. */
function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?!]$/.test(text) ? '' : '.'}`;
}

/** Lists the error codes and the trace id, which Meta's support asks for. */
function getNumbers({ facts }: GraphError): string {
  const numbers = { code: facts.graphCode, subcode: facts.subcode, trace: facts.traceId, network: facts.networkCode };
  const reported = Object.entries(numbers).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} ${value}`],
  );
  return reported.length === 0 ? '' : ` (${reported.join(', ')})`;
}
