/** A delivery: one signed POST from Meta that ingress accepted. */
export interface Delivery {
  /** UUIDv7 that ingress generates for each attempt to queue it. The SQS message id changes on a redrive. */
  readonly deliveryId: string;
  /** Key of the app, see `APP_KEY`. */
  readonly app: string;
  /** Time of receipt, ISO 8601 with milliseconds. */
  readonly receivedAt: string;
  /** For a replay: the deliveryId of the original delivery. */
  readonly replayOf?: string;
  /** For a replay with `--again`: creates different claim keys, so that the changes are emitted again. */
  readonly nonce?: string;
  /** Set if a command moved the message: its emitted changes are marked, so that a second copy is a duplicate. */
  readonly moved?: string;
}
