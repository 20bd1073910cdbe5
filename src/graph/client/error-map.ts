import type { GraphFailure } from './graph-error.ts';

/** Error response of the Graph API, reduced to the parts that identify its cause. */
export interface Refusal {
  readonly httpStatus: number;
  /** Absent if the response is not from the Graph API. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
  /** Meta's `is_transient` flag: a retry may succeed. */
  readonly transient: boolean;
  /** True if Meta's message mentions `appsecret_proof`, which has no error code of its own. */
  readonly aboutProof: boolean;
}

type Explanation = Pick<GraphFailure, 'code' | 'hint'>;

/**
 * Hints for invalid tokens, by subcode.
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling#authentication-error-subcodes
 */
const TOKEN_SUBCODES: ReadonlyMap<number, string> = new Map([
  [458, 'The user removed the app. Ask the user to log in to the app again, then store the new token.'],
  [
    459,
    'Meta requires an action from the user. Ask the user to log in at facebook.com and complete it, then try again.',
  ],
  [460, 'The user changed their password. Ask the user to log in to the app again, then store the new token.'],
  [464, 'The account is not confirmed. Ask the user to log in at facebook.com, then try again.'],
  [467, 'The token was revoked or its session ended. Create a new token and store it.'],
  [
    492,
    'The user of the token no longer has a suitable role on the Page. Restore the role, or use the token of ' +
      'a user who has one.',
  ],
]);

/**
 * Errors that their code alone identifies.
 * @see https://developers.facebook.com/docs/graph-api/guides/error-handling#error-codes
 */
const BY_CODE: ReadonlyMap<number, Explanation> = new Map([
  [
    15,
    { code: 'WRONG_TOKEN_TYPE', hint: 'This call requires the app access token. Join app id and app secret with |.' },
  ],
  [101, { code: 'APP_REFUSED', hint: 'Compare the app id and the app secret with App settings › Basic.' }],
  [210, { code: 'WRONG_TOKEN_TYPE', hint: 'This call requires a Page access token. Get it with the user token.' }],
  [
    368,
    {
      code: 'BLOCKED',
      hint:
        'Meta temporarily blocked this because of its policies. Read the alerts in the App Dashboard before ' +
        'you try again.',
    },
  ],
  [506, { code: 'DUPLICATE', hint: 'The same text was posted recently. Change the text.' }],
  [803, { code: 'OBJECT_UNKNOWN', hint: 'No object has this id. Check the id.' }],
  [
    2200,
    {
      code: 'CALLBACK_REFUSED',
      hint:
        'The callback URL did not return the challenge. Check that the URL is public, and that the verify token is ' +
        'the stored one.',
    },
  ],
  [
    2201,
    {
      code: 'CALLBACK_REFUSED',
      hint:
        'The callback URL returned something other than the challenge. Check that the URL is that of this receiver, ' +
        'and check the verify token.',
    },
  ],
  [2635, { code: 'VERSION_GONE', hint: 'This version of the Graph API is no longer available. Use a newer one.' }],
] as const satisfies readonly (readonly [number, Explanation])[]);

/**
 * Subcodes of a closed messaging window. Messenger and Instagram allow replies for 24 hours after a message.
 * @see https://developers.facebook.com/docs/messenger-platform/error-codes
 */
const WINDOW_SUBCODES: ReadonlySet<number | undefined> = new Set([2018278, 2534022]);

/**
 * Codes of rate limits. The codes 80000 to 80014, one per business use case, are matched as a range.
 * @see https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
const RATE_CODES: ReadonlySet<number> = new Set([4, 17, 32, 341, 613]);

interface Rule {
  readonly applies: (refusal: Refusal) => boolean;
  readonly explain: (refusal: Refusal) => Explanation;
  readonly retry?: GraphFailure['retry'];
}

/** Rules in order of precedence: the first rule that applies explains the error. */
const RULES: readonly Rule[] = [
  {
    applies: ({ graphCode, subcode }) => isToken(graphCode) && subcode === 463,
    explain: () => ({ code: 'TOKEN_EXPIRED', hint: 'The token has expired. Create a long-lived token and store it.' }),
  },
  {
    applies: ({ graphCode }) => isToken(graphCode),
    explain: ({ subcode }) => ({
      code: 'TOKEN_INVALID',
      hint:
        TOKEN_SUBCODES.get(subcode ?? 0) ??
        'The token is not valid for this host and app. Check which token is stored, or create a new one.',
    }),
  },
  {
    applies: ({ graphCode = 0, httpStatus }) =>
      RATE_CODES.has(graphCode) || inRange(graphCode, 80_000, 80_099) || httpStatus === 429,
    explain: () => ({
      code: 'RATE_LIMITED',
      hint: 'Too many calls. Stop calling until the limit ends, because each further call prolongs it.',
    }),
    retry: 'when-allowed',
  },
  {
    applies: ({ aboutProof }) => aboutProof,
    explain: () => ({
      code: 'PROOF_REFUSED',
      hint: 'The app secret is not that of the app that issued the token. Compare it with the App Dashboard.',
    }),
  },
  {
    applies: ({ transient, httpStatus, graphCode }) =>
      transient || httpStatus >= 500 || graphCode === 1 || graphCode === 2,
    explain: () => ({
      code: 'TRANSIENT',
      hint: 'Meta returned a temporary error. Try again. If the error persists, check metastatus.com.',
    }),
    retry: 'soon',
  },
  {
    applies: ({ graphCode = 0 }) => BY_CODE.has(graphCode),
    explain: ({ graphCode = 0 }) => BY_CODE.get(graphCode) ?? REFUSED,
  },
  {
    applies: ({ graphCode, subcode }) => graphCode === 10 && WINDOW_SUBCODES.has(subcode),
    explain: () => ({
      code: 'WINDOW_CLOSED',
      hint: 'The person last wrote more than 24 hours ago. Reply manually, or use a message tag.',
    }),
  },
  {
    applies: ({ graphCode = 0 }) => graphCode === 3 || graphCode === 10 || inRange(graphCode, 200, 299),
    explain: () => ({
      code: 'PERMISSION_MISSING',
      hint:
        'The token has no permission, or its user has no role. Grant the permission that this call requires to ' +
        'the app, then create a new token.',
    }),
  },
  {
    applies: ({ graphCode, subcode }) => graphCode === 100 && subcode === 33,
    explain: () => ({
      code: 'OBJECT_UNKNOWN',
      hint: 'The object does not exist, or the token has no access to it. Check the id and the owner of the token.',
    }),
  },
  {
    applies: ({ graphCode }) => graphCode === 100,
    explain: () => ({
      code: 'PARAMETER_REFUSED',
      hint: 'A parameter is missing or not valid. Check the ids, the field names and the version of the Graph API.',
    }),
  },
  {
    applies: ({ graphCode }) => graphCode === undefined,
    explain: () => ({
      code: 'RESPONSE_UNREADABLE',
      hint: 'The response is not from the Graph API. Check the base URL and any proxy.',
    }),
  },
];

const REFUSED: Explanation = {
  code: 'GRAPH_REFUSED',
  hint: 'Meta rejected the request. Look up the error code in the reference of the call.',
};

/** Maps an error response to its cause, a hint, whether Meta may have processed the request, and when to retry. */
export function explain(refusal: Refusal): Pick<GraphFailure, 'code' | 'hint' | 'outcome' | 'retry'> {
  const rule = RULES.find(({ applies }) => applies(refusal));
  const explanation = rule?.explain(refusal) ?? REFUSED;
  return {
    ...explanation,
    retry: rule?.retry ?? 'never',
    outcome: explanation.code === 'TRANSIENT' ? 'unknown' : 'not-done',
  };
}

/** Returns whether a code is that of an invalid token. 102 is the older code; both have the same subcodes. */
function isToken(graphCode: number | undefined): boolean {
  return graphCode === 190 || graphCode === 102;
}

function inRange(code: number, from: number, to: number): boolean {
  return code >= from && code <= to;
}
