import type { Json } from '../json/json.ts';
import type { IdentityRule } from './identity-rule.ts';

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
  /** Of an element: the list's name is too common to be split under another field. */
  readonly onlyField?: boolean | undefined;
  readonly title: string;
  /** One line. */
  readonly meaning: string;
  readonly identity: IdentityRule;
  readonly certainty: Certainty;
  /** The permission the app needs, where Meta names one. */
  readonly permission?: string | undefined;
  /** Members that hold personal data or secrets. */
  readonly personal?: readonly string[] | undefined;
  /** Meta names it no more; older apps may still get it. */
  readonly historic?: boolean | undefined;
}

/** Everything known of one object. */
export interface CatalogObject {
  /** Meta's word, as in the body. */
  readonly object: string;
  readonly title: string;
  readonly product: string;
  readonly entries: readonly CatalogEntry[];
}

/**
 * Members of an entry that say something of all its changes, and are no change of their own. `id` and `time` have
 * places of their own.
 */
export const ENTRY_ANNOTATIONS: ReadonlySet<string> = new Set(['uid', 'hop_context']);
