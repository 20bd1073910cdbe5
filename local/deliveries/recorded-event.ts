/** An event as EventBridge sends it to a target. */
export interface RecordedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}
