import type { SkipCode } from '../../../src/mentions/decide.ts';
import type { GraphErrorCode } from '../../../src/graph/client/graph-error.ts';

/** How one look at a mention ended. */
export type Ending =
  /** An answer of ours stands there. */
  | { readonly outcome: 'answered'; readonly code: 'POSTED' | 'FOUND_POSTED' }
  /** None is wanted. */
  | {
      readonly outcome: 'skipped';
      readonly code: SkipCode | 'ACCOUNT_NOT_CONFIGURED' | 'ALREADY_ANSWERED' | 'REPLAYED_TOO_LATE';
    }
  /** One would have been posted, if the answers were switched on. */
  | { readonly outcome: 'rehearsed'; readonly code: 'DRY_RUN' }
  /** Not now. */
  | { readonly outcome: 'postponed'; readonly code: BackOffCode; readonly seconds: number }
  /** Not by a machine. */
  | { readonly outcome: 'handed-over'; readonly code: ReviewCode };

type BackOffCode =
  GraphErrorCode | 'ACCOUNT_LIMIT' | 'ATTEMPT_UNDER_WAY' | 'OUTCOME_UNKNOWN' | 'OUT_OF_TIME' | 'INTERNAL_ERROR';

type ReviewCode =
  | GraphErrorCode
  | 'APP_SECRET_UNSET'
  | 'EVENT_MALFORMED'
  | 'KEEPS_FAILING'
  | 'OUTCOME_UNCLEAR'
  | 'SECRET_MALFORMED'
  | 'SECRET_UNREADABLE'
  | 'TOKEN_UNSET'
  | 'TOO_LATE';
