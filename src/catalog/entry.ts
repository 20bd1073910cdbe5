import type { Json } from '../change/json.ts';

/** Stands in an identity for the time at which Meta sent the entry: all there is where Meta gives no natural id. */
export const SENT_AT = Symbol('entry.time');

/** One part of what makes a change the same change: source text, or {@link SENT_AT}. */
export type IdentityMember = string | typeof SENT_AT;

/** What an identity rule may look at. All texts are as in the source. */
export interface Occurrence {
  readonly entryId: string;
  /** The change's verb, beside the field or inside the value; undefined where Meta has none. */
  readonly verb: string | undefined;
  /** The change's value; of messaging the event; of a list in a WhatsApp value the one element. */
  readonly value: Json;
}

/**
 * Gives the members of the identity, after app, object, kind and scope. Must not throw, whatever the value.
 * `undefined` says that a member without which nothing is identified is missing: the change is then told by a digest
 * of its value and is weak. A member that may be missing is `''` instead.
 */
export type IdentityRule = (occurrence: Occurrence) => readonly (IdentityMember | undefined)[];

/**
 * How sure an identity is: `known` from Meta's documentation or a recorded delivery, `likely` where implementations
 * agree, `guessed` here.
 */
export type Certainty = 'known' | 'likely' | 'guessed';

/** What is known of one kind of change. The same shape for every object. Made by `define.ts`. */
export interface CatalogEntry {
  /**
   * Where it stands: `change` of a field, messaging `event` (told by the member's name), `element` of a list in a
   * WhatsApp value (told by the list's name).
   */
  readonly in: 'change' | 'event' | 'element';
  /** The subscribed field; `*` for every field of the object that has no entry of its own. */
  readonly field: string;
  /** The event's member or the list's name; of a change the field again. */
  readonly member: string;
  /** Of a change mostly the field again. */
  readonly kind: string;
  /** Tells two entries of one member apart: the first entry that holds counts. */
  readonly when?: ((value: Json) => boolean) | undefined;
  readonly title: string;
  /** One line. */
  readonly meaning: string;
  /** The identity in words, see `rule.ts`: `message.mid`. */
  readonly identity: string;
  readonly identify: IdentityRule;
  readonly certainty: Certainty;
  /** The permission the app needs, where Meta names one. */
  readonly permission?: string | undefined;
  /** Members that hold personal data or secrets. */
  readonly personal?: readonly string[] | undefined;
}

/** Everything known of one object. */
export interface CatalogObject {
  /** Meta's word, as in the body. */
  readonly object: string;
  readonly title: string;
  readonly product: string;
  readonly entries: readonly CatalogEntry[];
}
