import type { Json, JsonObject } from '../../json/json.ts';

/**
 * One change, of up to 1,000 in a body, and the identity that recognizes it when Meta sends it again. It is plain data
 * that JSON can store.
 */
export interface Change {
  /** Meta's name of the object; `threads` for the envelope of Threads, `unknown` if Meta sends none. */
  readonly object: string;
  /** Name of the subscribed field, if the body contains it. */
  readonly field: string;
  /**
   * Type of the change, more specific than the field: `message`, `message.deleted`, `standby.read`, `status`,
   * `unknown`…
   */
  readonly kind: string;
  /** Id of the entry as source text; empty if Meta sends none. For Threads it is `target_id`. */
  readonly entryId: string;
  /** Time at which Meta sent the change, in Meta's unit, as source text; undefined if Meta sends none. */
  readonly entryTime?: string | undefined;
  /** Time of the change itself, in Meta's unit or ISO 8601, as source text; undefined if it has none. */
  readonly ownTime?: string | undefined;
  readonly verb?: string | undefined;
  /** Value as Meta sent it; undefined if Meta sent only the name of the field, or if {@link shared} refers to it. */
  readonly value?: Json | undefined;
  /** Reference to a value that is too large to copy for each of its changes. */
  readonly shared?: SharedPart | undefined;
  /** Members beside the value. */
  readonly extra?: JsonObject | undefined;
  readonly identity: Identity;
  /** Names of members that the catalog does not list for this kind, at most ten. */
  readonly unlisted?: readonly string[] | undefined;
}

/** Reference of one change to a value that several changes share. */
export interface SharedPart {
  /** Index in {@link Split.sharedValues}. */
  readonly at: number;
  /** Path of the list that contains the element, such as `messages`; absent if the change is the whole value. */
  readonly list?: string;
  readonly index?: number;
}

/** Content of a body. */
export interface Split {
  readonly changes: readonly Change[];
  /** Values that are stored once for all their changes. */
  readonly sharedValues: readonly Json[];
}

/** Properties that are equal in two deliveries of one change and different in any two changes. */
export interface Identity {
  /** Field in the key. It is the same for one kind, even if envelopes name it differently. */
  readonly field: string;
  /**
   * Scope in which the identity is unique: the entry id, or WhatsApp's phone number id. It is also the event's
   * `accountId`.
   */
  readonly scope: string;
  /** Meta's id of this occurrence; absent if there is none. */
  readonly id?: readonly string[];
  /** SHA-256 of the canonical form of the content, in hex. It identifies the change if there is no id. */
  readonly content: string;
  /** True if only a time distinguishes it from an equal change. It may be emitted twice. */
  readonly weak: boolean;
  /** True for the Test button of the App Dashboard, which sends the same constants, including the time, every time. */
  readonly isTest?: boolean;
  /** Number among equal weak changes of one body: 2, 3…; absent for the first. */
  readonly n?: number;
}
