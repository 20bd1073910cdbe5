/** How many of each are remembered; a local run is for looking at the newest. */
const REMEMBERED = 1_000;

/** One POST, as ingress answered it. */
export interface AnsweredPost {
  /** Absent where ingress refused it. */
  readonly deliveryId?: string | undefined;
  readonly app: string;
  readonly receivedAt: string;
  /** The HTTP answer. */
  readonly status: number;
  /** Why it was refused. */
  readonly code?: string | undefined;
  readonly bytes: number;
}

/** What the worker made of a delivery, at its last try. */
export interface Outcome {
  readonly changes: number;
  readonly emitted: number;
  readonly duplicates: number;
  readonly failed: number;
}

/** One POST, as `GET /api/deliveries` shows it: `outcome` is absent until the worker is through with it. */
export interface RecordedDelivery extends AnsweredPost {
  readonly outcome?: Outcome;
}

/** One event, as `GET /api/events` shows it: as EventBridge would hand it to a rule's target. */
export interface RecordedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What happened in this local run, newest first. In memory only. */
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

  /** May come before the post is answered: the worker does not wait for that. */
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
