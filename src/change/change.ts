import type { IdentityMember } from '../catalog/entry.ts';
import type { Json } from './json.ts';

/** One change, as Meta's bodies carry up to 1,000 of them, and what makes it the same change when it comes again. */
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
  readonly verb?: string | undefined;
  /** As Meta sent it; undefined when only the field's name was sent. */
  readonly value?: Json | undefined;
  readonly identity: Identity;
}

/** What two deliveries of one change have in common, and no other change has. */
export interface Identity {
  /** Within what the members are unique: the entry id, or WhatsApp's phone number id. */
  readonly scope: string;
  readonly members: readonly IdentityMember[];
  /** True where only the time of sending tells it from others: it may come twice. */
  readonly weak: boolean;
}
