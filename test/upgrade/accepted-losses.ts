/** A loss that an upgrade is meant to cause. CHANGELOG.md says what to do about it. */
export interface AcceptedLoss {
  /** The stored version from which the upgrade starts. */
  readonly from: string;
  /** The logical id. */
  readonly id: string;
  readonly reason: string;
}

/** Every accepted loss, by version. Add an entry only together with a line in CHANGELOG.md. */
export const ACCEPTED_LOSSES: readonly AcceptedLoss[] = [];
