/**
 * A Meta id. It is usually a string, but some fields send a number. A number that a double cannot represent becomes a
 * string. `idToString` returns a string in each case.
 */
export type MetaId = string | number;

/** Seconds since 1970, UTC. */
export type UnixSeconds = number;

/** An object whose members Meta does not document. */
export type OpenObject = Readonly<Record<string, unknown>>;

/** A person or Page, with the members that the app has access to. */
export interface Person {
  readonly id?: MetaId;
  /** Absent if the app does not have the permission. */
  readonly name?: string;
}
