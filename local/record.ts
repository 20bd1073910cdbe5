/** Maximum number of POSTs and of events to remember. */
const REMEMBERED = 1_000;

/** One POST and the response of ingress. */
export interface AnsweredPost {
  /** Absent if ingress rejected the POST. */
  readonly deliveryId?: string | undefined;
  readonly app: string;
  readonly receivedAt: string;
  /** Status of the HTTP response. */
  readonly status: number;
  /** Code of the rejection. */
  readonly code?: string | undefined;
  readonly bytes: number;
}

/** Outcome of a delivery at the worker's last try. */
export interface Outcome {
  readonly changes: number;
  readonly emitted: number;
  readonly duplicates: number;
  readonly failed: number;
}

/** One POST in `GET /api/deliveries`. `outcome` is absent until the worker has processed it. */
export interface RecordedDelivery extends AnsweredPost {
  readonly outcome?: Outcome;
}

/** One event in `GET /api/events`, as EventBridge would send it to a target. */
export interface RecordedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Remembers the POSTs and events of this local run in memory, newest first. */
export class LocalRecord {
  readonly #posts: AnsweredPost[] = [];
  readonly #events: RecordedEvent[] = [];
  readonly #outcomes = new Map<string, Outcome>();

  deliveries(): RecordedDelivery[] {
    return this.#posts.map((post) => {
      const outcome = this.#outcomes.get(post.deliveryId ?? '');
      return { ...post, ...(outcome && { outcome }) };
    });
  }

  events(): readonly RecordedEvent[] {
    return this.#events;
  }

  addPost(post: AnsweredPost): void {
    remember(this.#posts, post);
  }

  addEvent(event: RecordedEvent): void {
    remember(this.#events, event);
  }

  /** Adds an outcome, possibly before the POST gets its response: the worker does not wait for that. */
  addOutcome(deliveryId: string, outcome: Outcome): void {
    this.#outcomes.set(deliveryId, outcome);
    const [oldest] = this.#outcomes.keys();
    if (this.#outcomes.size > 2 * REMEMBERED && oldest !== undefined) this.#outcomes.delete(oldest);
  }
}

function remember<T>(list: T[], newest: T): void {
  list.unshift(newest);
  list.length = Math.min(list.length, REMEMBERED);
}
