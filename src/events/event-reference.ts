/** EventBridge's `source` of everything that this receiver emits. */
export const EVENT_SOURCE = 'meta.webhooks';

/** Where a value lies that no event can hold. */
export interface ValueRef {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  /**
   * Where several changes share the value: the list that holds this one's element, `messages` or `standby.messages`.
   */
  readonly list?: string;
  /** Its place in the list. */
  readonly index?: number;
}

/** Where the delivery is archived. */
export interface ArchiveRef {
  readonly bucket: string;
  readonly key: string;
}
