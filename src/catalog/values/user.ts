import type { MetaId } from './shared.ts';

/** A connection of a user was added, changed or removed. */
export interface UserConnectionValue {
  /** Verb of the change. It may also be beside the value: see `detail.verb`. */
  readonly verb?: string;
  readonly object_id?: MetaId;
  readonly page?: MetaId;
}

type Connection =
  | 'books'
  | 'favorite_athletes'
  | 'favorite_teams'
  | 'feed'
  | 'friends'
  | 'likes'
  | 'live_videos'
  | 'movies'
  | 'music'
  | 'photos'
  | 'picture'
  | 'statuses'
  | 'television'
  | 'videos';

/**
 * Values of the changes of a user, by field. For a field that is not a connection, it is the new text, list or object.
 */
export interface UserValues extends Readonly<Record<Connection, UserConnectionValue>> {
  readonly about: unknown;
  readonly birthday: unknown;
  readonly education: unknown;
  readonly email: unknown;
  /** Contains secrets. */
  readonly fbe_install: unknown;
  readonly first_name: unknown;
  readonly gender: unknown;
  readonly hometown: unknown;
  readonly last_name: unknown;
  readonly location: unknown;
  readonly name: unknown;
  readonly relationship_status: unknown;
  readonly religion: unknown;
  readonly work_history: unknown;
}
