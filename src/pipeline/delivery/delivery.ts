/** What ingress knows of a delivery when it accepts it: one signed POST of Meta's. */
export interface Delivery {
  /** UUIDv7, minted by ingress for each try to queue it. SQS's own message id changes on a redrive. */
  readonly deliveryId: string;
  /** The app's key, see `APP_KEY`. */
  readonly app: string;
  /** ISO 8601 with milliseconds. */
  readonly receivedAt: string;
  /** On a replay: the deliveryId under which it first came. */
  readonly replayOf?: string;
  /** On a replay that is to be emitted again: makes other claim keys of the same changes. */
  readonly nonce?: string;
  /** Set where a command moved the message: it is marked when emitted, so that a second copy is a duplicate. */
  readonly moved?: string;
}
