import type { Json } from '../json/json.ts';
import type { IdentityRule } from './identity-rule.ts';

/**
 * Certainty of an identity: `known` from Meta's documentation or a recorded delivery, `likely` if implementations
 * agree, otherwise `guessed`.
 */
export type Certainty = 'known' | 'likely' | 'guessed';

/** Describes one kind of change. All objects use this type. `define.ts` creates entries. */
export interface CatalogEntry {
  /**
   * Location: `change` of a field, messaging `event` (identified by the member's name), or `element` of a list in a
   * WhatsApp value (identified by the list's name).
   */
  readonly in: 'change' | 'event' | 'element';
  /** Name of the subscribed field; `*` for every field of the object without an entry of its own. */
  readonly field: string;
  /** Name of the event's member or of the list; for a change, the field again. */
  readonly member: string;
  /** Kind of the change. For a change, usually the field again. */
  readonly kind: string;
  /** Distinguishes entries of one member: the first entry that applies is used. */
  readonly when?: ((value: Json) => boolean) | undefined;
  /** For an element: its list is not split in other fields, because the name of the list is too common. */
  readonly onlyField?: boolean | undefined;
  readonly title: string;
  /** Meaning of the change, in one line. */
  readonly meaning: string;
  readonly identity: IdentityRule;
  readonly certainty: Certainty;
  /** Permission that the app needs, if Meta documents one. */
  readonly permission?: string | undefined;
  /** Members that contain personal data or secrets. */
  readonly personal?: readonly string[] | undefined;
  /** True if Meta no longer documents it. Older apps may still receive it. */
  readonly historic?: boolean | undefined;
}

/** Describes one object. */
export interface CatalogObject {
  /** Meta's name of the object, as in the body. */
  readonly object: string;
  readonly title: string;
  readonly product: string;
  readonly entries: readonly CatalogEntry[];
}

/** Members of an entry that apply to all its changes and are not changes themselves. `id` and `time` are separate. */
export const ENTRY_ANNOTATIONS: ReadonlySet<string> = new Set(['uid', 'hop_context']);
