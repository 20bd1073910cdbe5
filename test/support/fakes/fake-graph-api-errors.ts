/** An error in the Graph API's format. */
export interface GraphRefusal {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly code: number;
    readonly error_subcode?: number;
    readonly is_transient?: boolean;
    readonly fbtrace_id: string;
  };
}

interface Told {
  readonly status?: number;
  readonly type?: string;
  readonly subcode?: number;
  readonly transient?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Creates an error. Most of Meta's errors have status 400 and type `OAuthException`. */
export function refusal(
  code: number,
  message: string,
  { status = 400, type = 'OAuthException', subcode, transient, headers }: Told = {},
): GraphRefusal {
  const error = {
    message,
    type,
    ...(transient === undefined ? {} : { is_transient: transient }),
    code,
    ...(subcode === undefined ? {} : { error_subcode: subcode }),
    fbtrace_id: 'AbYveT9_aL1Xm1ckgbobFCY',
  };
  return { status, error, ...(headers ? { headers } : {}) };
}

/** A route throws it to return an error. */
export class Refused extends Error {
  readonly refusal: GraphRefusal;

  constructor(refused: GraphRefusal) {
    super(refused.error.message);
    this.refusal = refused;
  }
}

const READ_THE_DOCS = 'Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api';

/** Errors of the fake itself. The texts are from logs and tests of public projects, 2026-11. */
export const refusals = {
  noToken: () => refusal(104, 'An access token is required to request this resource.'),
  unreadableToken: () => refusal(190, 'Invalid OAuth access token - Cannot parse access token'),
  tokenInUrl: () => refusal(190, 'The fake takes no token in a URL'),
  appSecret: () => refusal(101, 'Error validating client secret.', { type: 'OAuthException' }),
  proofAbsent: () =>
    refusal(100, 'API calls from the server require an appsecret_proof argument', { type: 'GraphMethodException' }),
  proofWrong: () =>
    refusal(100, 'Invalid appsecret_proof provided in the API argument', { type: 'GraphMethodException' }),
  version: () =>
    refusal(2635, '(#2635) You are calling a deprecated version of the Ads API. Please update to the latest version'),
  path: (path: string) => refusal(2500, `Unknown path components: ${path}`),
  method: (method: string) =>
    refusal(100, `Unsupported ${method.toLowerCase()} request. ${READ_THE_DOCS}`, {
      type: 'GraphMethodException',
      subcode: 33,
    }),
  object: (method: string, id: string) =>
    refusal(
      100,
      `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded ` +
        `due to missing permissions, or does not support this operation. ${READ_THE_DOCS}`,
      { type: 'GraphMethodException', subcode: 33 },
    ),
  parameterAbsent: (name: string) => refusal(100, `(#100) The parameter ${name} is required`),
  parameterUnknown: (name: string) => refusal(100, `(#100) The fake does not know the parameter ${name}`),
  parameterInvalid: (name: string) => refusal(100, `(#100) Param ${name} is not valid`),
  field: (name: string, node: string) =>
    refusal(100, `(#100) Tried accessing nonexisting field (${name}) on node type (${node})`),
  appTokenWanted: () => refusal(15, '(#15) This method must be called with an app access_token.'),
  pageTokenWanted: () => refusal(210, '(#210) A page access token is required to request this resource.'),
  permission: (scope: string) =>
    refusal(200, `(#200) Requires ${scope} permission to manage the object`, { status: 403 }),
  dashboardOnly: () => refusal(100, '(#100) Object must be configured in the App Dashboard'),
  callback: (status: string) =>
    refusal(2200, `(#2200) Callback verification failed with the following errors: ${status}`),
  challenge: () => refusal(2201, '(#2201) response does not match challenge, expected value = "1158201444"'),
} as const;

/**
 * Documented errors of calls, for tests that script them.
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
export const documented = {
  unknown: () => refusal(1, 'An unknown error occurred', { status: 500 }),
  service: () =>
    refusal(2, 'An unexpected error has occurred. Please retry your request later.', { status: 500, transient: true }),
  method: () => refusal(3, '(#3) Application does not have the capability to make this API call.'),
  appLimit: () => refusal(4, '(#4) Application request limit reached', { status: 403, transient: true }),
  permission: () => refusal(10, '(#10) Application does not have permission for this action', { status: 403 }),
  userLimit: () => refusal(17, '(#17) User request limit reached', { transient: true, subcode: 2446079 }),
  pageLimit: () => refusal(32, '(#32) Page request limit reached', { status: 403, transient: true }),
  session: () => refusal(102, 'Session key invalid or no longer valid'),
  parameter: () => refusal(100, 'Invalid parameter'),
  token: (subcode?: number) =>
    refusal(190, 'Error validating access token: Session has expired on Monday, 23-Nov-26 14:00:00 PST.', {
      status: 401,
      ...(subcode ? { subcode } : {}),
    }),
  permissionOf: (code: number) => refusal(code, `(#${code}) Permissions error`, { status: 403 }),
  callsLimit: () => refusal(341, '(#341) Feed action request limit reached'),
  blocked: () =>
    refusal(368, 'The action attempted has been deemed abusive or is otherwise disallowed', { status: 403 }),
  duplicate: () => refusal(506, '(#506) Duplicate status message'),
  customLimit: () => refusal(613, '(#613) Calls to this api have exceeded the rate limit.'),
  alias: () => refusal(803, '(#803) Some of the aliases you requested do not exist: nobody', { status: 404 }),
  windowClosed: () =>
    refusal(10, '(#10) This message is sent outside of allowed window.', { status: 403, subcode: 2018278 }),
  versionGone: refusals.version,
  /** Error of a business limit. @param minutes - value of `estimated_time_to_regain_access` */
  businessLimit: (code: number, minutes: number) =>
    refusal(code, `(#${code}) There have been too many calls to this account.`, {
      headers: {
        'x-business-use-case-usage': JSON.stringify({
          '112130216863063': [
            {
              type: 'pages',
              call_count: 101,
              total_cputime: 10,
              total_time: 12,
              estimated_time_to_regain_access: minutes,
            },
          ],
        }),
      },
    }),
} as const;
