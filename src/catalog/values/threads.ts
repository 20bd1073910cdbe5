import type { MetaId } from './shared.ts';

/** A thread. */
export interface ThreadsPost {
  readonly id: MetaId;
  readonly username?: string;
  /** Absent if the thread has only media. */
  readonly text?: string;
  readonly media_type?: string;
  readonly permalink?: string;
  readonly shortcode?: string;
  /** Time of the thread, ISO 8601. */
  readonly timestamp?: string;
  readonly has_replies?: boolean;
}

/** A reply to a thread of the user. */
export interface ThreadsReplyValue extends ThreadsPost {
  readonly replied_to?: { readonly id: MetaId };
  readonly root_post?: { readonly id: MetaId; readonly owner_id?: MetaId; readonly username?: string };
}

/** A deletion. Delete your copy of the thread. */
export interface ThreadsDeleteValue {
  readonly id: MetaId;
  readonly owner?: { readonly owner_id?: MetaId };
  readonly username?: string;
  /** Time of the deletion, ISO 8601. */
  readonly deleted_at?: string;
  /** Time of the thread, ISO 8601. */
  readonly timestamp?: string;
}

export interface ThreadsValues {
  readonly replies: ThreadsReplyValue;
  readonly mentions: ThreadsPost;
  readonly publish: ThreadsPost;
  readonly delete: ThreadsDeleteValue;
}
