import type { Json, JsonObject } from '../../json/json.ts';

/**
 * One change, as Meta's bodies carry up to 1,000 of them, and what makes it the same change when it comes again.
 * Plain data: it may be written as JSON and read back.
 */
export interface Change {
  /** Meta's word for the object, `threads` for Threads' own envelope, `unknown` where there is none. */
  readonly object: string;
  /** The subscribed field, as far as the body tells. */
  readonly field: string;
  /** What happened, finer than the field: `message`, `message.deleted`, `standby.read`, `status`, `unknown`… */
  readonly kind: string;
  /** Source text; empty where Meta gives none. Threads: `target_id`. */
  readonly entryId: string;
  /** When Meta sent it, in Meta's own unit, as source text; undefined where Meta gives none. */
  readonly entryTime?: string | undefined;
  /** The change's own time, in Meta's own unit or ISO 8601, as source text; undefined where it has none. */
  readonly ownTime?: string | undefined;
  readonly verb?: string | undefined;
  /** As Meta sent it; undefined when only the field's name was sent, and where {@link shared} stands for it. */
  readonly value?: Json | undefined;
  /** Where the value is too large to be copied for each change that it holds. */
  readonly shared?: SharedPart | undefined;
  /** Members that stood beside the value. */
  readonly extra?: JsonObject | undefined;
  readonly identity: Identity;
  /** Members that the catalog does not list for this kind: names only, at most ten. */
  readonly unlisted?: readonly string[] | undefined;
}

/** One change's part of a value that several changes share. */
export interface SharedPart {
  /** Its place in {@link Split.sharedValues}. */
  readonly at: number;
  /** The list that holds the element, `messages`; absent where the change is the whole value. */
  readonly list?: string;
  readonly index?: number;
}

/** What a body holds. */
export interface Split {
  readonly changes: readonly Change[];
  /** Values that are stored once, whole, for all changes that they hold. */
  readonly sharedValues: readonly Json[];
}

/** What two deliveries of one change have in common, and no other change has. */
export interface Identity {
  /** The field in the key: the same for one kind, however Meta's envelope names it. */
  readonly field: string;
  /** Within what it is unique: the entry id, or WhatsApp's phone number id. Also the event's `accountId`. */
  readonly scope: string;
  /** Meta's id of this very occurrence; absent where there is none. */
  readonly id?: readonly string[];
  /** SHA-256 of the content in its canonical form, hex. It counts where there is no id. */
  readonly content: string;
  /** True where only a time tells it from an equal one: it may come twice. */
  readonly weak: boolean;
  /** The dashboard's Test button: its constants are the same at every press, its own time included. */
  readonly isTest?: boolean;
  /** Of equal weak changes in one body: 2, 3…; absent of the first. */
  readonly n?: number;
}
