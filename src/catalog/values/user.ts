import type { MetaId } from './shared.ts';

/** Something was added to, changed in or removed from what a user shares. */
export interface UserConnectionValue {
  /** Or beside the value: see `detail.verb`. */
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

/** What a change of a user's field carries: the new text, list or object where it is no connection. */
export interface UserValues extends Readonly<Record<Connection, UserConnectionValue>> {
  readonly about: unknown;
  readonly birthday: unknown;
  readonly education: unknown;
  readonly email: unknown;
  /** Holds secrets. */
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
