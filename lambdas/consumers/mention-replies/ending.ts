import type { SkipCode } from '../../../src/mentions/decide.ts';
import type { GraphErrorCode } from '../../../src/graph/client/graph-error.ts';

/** Result of one receive of a mention. */
export type Ending =
  /** Our reply is published. */
  | { readonly outcome: 'answered'; readonly code: 'POSTED' | 'FOUND_POSTED' }
  /** No reply is needed. */
  | {
      readonly outcome: 'skipped';
      readonly code: SkipCode | 'ACCOUNT_NOT_CONFIGURED' | 'ALREADY_ANSWERED' | 'REPLAYED_TOO_LATE';
    }
  /** A reply was recorded instead of posted, because of the dry run. */
  | { readonly outcome: 'dry-run'; readonly code: 'DRY_RUN' }
  /** The mention is retried after `seconds`. */
  | { readonly outcome: 'backed-off'; readonly code: BackOffCode; readonly seconds: number }
  /** The mention is queued for manual review. */
  | { readonly outcome: 'queued-for-review'; readonly code: ReviewCode };

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
