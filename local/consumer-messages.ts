/** An event for a consumer that is loaded. */
export interface ConsumerRequest {
  readonly id: number;
  readonly event: unknown;
}

/** A message of the worker thread that runs a consumer. */
export type ConsumerReply =
  /** `detailTypes` is null for a handler without `changeHandler`, which gets every event. */
  | { readonly type: 'loaded'; readonly detailTypes: readonly string[] | null }
  | { readonly type: 'not-loaded'; readonly error: string }
  | { readonly type: 'done'; readonly id: number; readonly duplicate: boolean }
  | { readonly type: 'failed'; readonly id: number; readonly error: string };
