/** EventBridge `source` of all events that this receiver emits. */
export const EVENT_SOURCE = 'meta.webhooks';

/** Location of a value that is too large for an event. */
export interface ValueRef {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /**
   * If several changes share the value: the list with the element of this change, `messages` or `standby.messages`.
   */
  readonly list?: string;
  /** Index of the element in the list. */
  readonly index?: number;
}

/** Location of the archived delivery. */
export interface ArchiveRef {
  readonly bucket: string;
  readonly key: string;
}
