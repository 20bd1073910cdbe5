/**
 * An id. Mostly a text, but some fields send a number, and one that a double cannot hold comes as its text: compare
 * `String(id)`.
 */
export type MetaId = string | number;

/** Seconds since 1970, UTC. */
export type UnixSeconds = number;

/** An object of which Meta documents no more than that it is one. */
export type OpenObject = Readonly<Record<string, unknown>>;

/** A person or Page, as far as the app may see who it is. */
export interface Person {
  readonly id?: MetaId;
  /** Absent where the app lacks the permission. */
  readonly name?: string;
}
