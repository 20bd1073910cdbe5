import type { GraphFailure } from './graph-error.ts';

/** What a refusal says about itself. */
export interface Refusal {
  readonly httpStatus: number;
  /** Absent when the answer was not Graph's. */
  readonly graphCode?: number | undefined;
  readonly subcode?: number | undefined;
  /** Meta's own mark for an error that passes. */
  readonly transient: boolean;
  /** Whether Meta's words speak of `appsecret_proof`: it has no code of its own. */
  readonly aboutProof: boolean;
}

type Explanation = Pick<GraphFailure, 'code' | 'hint'>;

/**
 * Why a token is no longer good. @see
 * https://developers.facebook.com/docs/graph-api/guides/error-handling#authentication-error-subcodes
 */
const TOKEN_SUBCODES: ReadonlyMap<number, string> = new Map([
  [458, 'the person removed the app: have them log in to the app again, then store the new token'],
  [459, 'the person must log in at facebook.com and settle what is asked there, then try again'],
  [460, 'the person changed their password: have them log in to the app again, then store the new token'],
  [464, 'the account is not confirmed: the person must log in at facebook.com, then try again'],
  [467, 'the token was revoked or logged out: make a new one and store it'],
  [
    492,
    'the person behind the token has no fitting role on the Page any more: restore it, or use the token of ' +
      'somebody who has',
  ],
]);

/**
 * Refusals that one code tells. @see https://developers.facebook.com/docs/graph-api/guides/error-handling#error-codes
 */
const BY_CODE: ReadonlyMap<number, Explanation> = new Map([
  [15, { code: 'WRONG_TOKEN_TYPE', hint: 'this call needs the app access token: app id and app secret, joined by |' }],
  [101, { code: 'APP_REFUSED', hint: 'compare app id and app secret with the App Dashboard: Settings, Basic' }],
  [210, { code: 'WRONG_TOKEN_TYPE', hint: 'this call needs a Page access token: fetch it from the user token' }],
  [
    368,
    {
      code: 'BLOCKED',
      hint:
        'Meta blocked this for a while over its policies: look at the alerts in the App Dashboard before ' +
        'trying again',
    },
  ],
  [506, { code: 'DUPLICATE', hint: 'the same text was posted a moment ago: change it' }],
  [803, { code: 'OBJECT_UNKNOWN', hint: 'no object has this id: check it' }],
  [
    2200,
    {
      code: 'CALLBACK_REFUSED',
      hint:
        'Meta called the callback URL and did not get the challenge back: check that it is public, and that ' +
        'the verify token is the stored one',
    },
  ],
  [
    2201,
    {
      code: 'CALLBACK_REFUSED',
      hint:
        'the callback URL answered with something other than the challenge: check that it is this receiver, ' +
        'and the verify token',
    },
  ],
  [2635, { code: 'VERSION_GONE', hint: 'this version of the Graph API has ended: call a newer one' }],
] as const satisfies readonly (readonly [number, Explanation])[]);

/**
 * Messenger's and Instagram's: a person may be answered for 24 hours. @see
 * https://developers.facebook.com/docs/messenger-platform/error-codes
 */
const WINDOW_SUBCODES: ReadonlySet<number | undefined> = new Set([2018278, 2534022]);

/**
 * 80000 to 80014 so far, one a business use case. @see
 * https://developers.facebook.com/docs/graph-api/overview/rate-limiting
 */
const RATE_CODES: ReadonlySet<number> = new Set([4, 17, 32, 341, 613]);

interface Rule {
  readonly applies: (refusal: Refusal) => boolean;
  readonly explain: (refusal: Refusal) => Explanation;
  readonly retry?: GraphFailure['retry'];
}

/** The first that applies explains. */
const RULES: readonly Rule[] = [
  {
    applies: ({ graphCode, subcode }) => isToken(graphCode) && subcode === 463,
    explain: () => ({ code: 'TOKEN_EXPIRED', hint: 'the token has expired: make a new, long-lived one and store it' }),
  },
  {
    applies: ({ graphCode }) => isToken(graphCode),
    explain: ({ subcode }) => ({
      code: 'TOKEN_INVALID',
      hint:
        TOKEN_SUBCODES.get(subcode ?? 0) ??
        'the token is not valid for this host and app: check which one is stored, or make a new one',
    }),
  },
  {
    applies: ({ graphCode = 0, httpStatus }) =>
      RATE_CODES.has(graphCode) || inRange(graphCode, 80_000, 80_099) || httpStatus === 429,
    explain: () => ({
      code: 'RATE_LIMITED',
      hint: 'too many calls: stop calling until the limit has passed, each further call prolongs it',
    }),
    retry: 'when-allowed',
  },
  {
    applies: ({ aboutProof }) => aboutProof,
    explain: () => ({
      code: 'PROOF_REFUSED',
      hint: 'the app secret is not that of the app that made the token: compare it with the App Dashboard',
    }),
  },
  {
    applies: ({ transient, httpStatus, graphCode }) =>
      transient || httpStatus >= 500 || graphCode === 1 || graphCode === 2,
    explain: () => ({
      code: 'TRANSIENT',
      hint: 'Meta could not do it just now: try again; if it stays, look at metastatus.com',
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
      hint: 'they wrote more than 24 hours ago: only a person, or a message tag, may answer now',
    }),
  },
  {
    applies: ({ graphCode = 0 }) => graphCode === 3 || graphCode === 10 || inRange(graphCode, 200, 299),
    explain: () => ({
      code: 'PERMISSION_MISSING',
      hint:
        'the token lacks a permission, or its person the role: grant the permission that this call needs to ' +
        'the app, then make a new token',
    }),
  },
  {
    applies: ({ graphCode, subcode }) => graphCode === 100 && subcode === 33,
    explain: () => ({
      code: 'OBJECT_UNKNOWN',
      hint: 'no such object, or the token may not see it: check the id, and whose token it is',
    }),
  },
  {
    applies: ({ graphCode }) => graphCode === 100,
    explain: () => ({
      code: 'PARAMETER_REFUSED',
      hint: 'a parameter is missing or not taken: check ids, field names and the version of the Graph API',
    }),
  },
  {
    applies: ({ graphCode }) => graphCode === undefined,
    explain: () => ({
      code: 'RESPONSE_UNREADABLE',
      hint: 'this was not the Graph API answering: check the base URL, and what proxies stand between',
    }),
  },
];

const REFUSED: Explanation = {
  code: 'GRAPH_REFUSED',
  hint: 'Meta refused it for a reason of its own: look its code up in the reference of the call',
};

/** Tells a refusal's cause, what to do, whether it may have been done anyway, and whether to try again. */
export function explain(refusal: Refusal): Pick<GraphFailure, 'code' | 'hint' | 'outcome' | 'retry'> {
  const rule = RULES.find(({ applies }) => applies(refusal));
  const explanation = rule?.explain(refusal) ?? REFUSED;
  return {
    ...explanation,
    retry: rule?.retry ?? 'never',
    outcome: explanation.code === 'TRANSIENT' ? 'unknown' : 'not-done',
  };
}

/** 102 is the older of the two; both carry the same subcodes. */
function isToken(graphCode: number | undefined): boolean {
  return graphCode === 190 || graphCode === 102;
}

function inRange(code: number, from: number, to: number): boolean {
  return code >= from && code <= to;
}
