import type { OfflineContext } from '../../context.ts';
import type { EventWatch } from './event-watch.ts';
import { collectEvents } from './open-watch.ts';
import type { SentPost } from './send-report.ts';
import { findEventIds, judge, listAccepted, type PostedChanges, type RunVerdict } from './verdict.ts';

/** The POSTs of a run, and the changes in them. */
export class PostedRun {
  readonly posts: SentPost[] = [];
  readonly #app: string | undefined;
  readonly #changes: PostedChanges[] = [];
  /** The last body and its ids: --repeat posts the same one again and again. */
  #last: { readonly body: Buffer; readonly found: Omit<PostedChanges, 'accepted'> } | undefined;

  /** @param app - the app's key; undefined if it is not known, and no verdict is needed */
  constructor(app: string | undefined) {
    this.#app = app;
  }

  add(post: SentPost, { body, isAccepted }: { readonly body: Buffer; readonly isAccepted: boolean }): void {
    this.posts.push(post);
    if (this.#app === undefined) return;
    if (this.#last?.body !== body) this.#last = { body, found: findEventIds(body, this.#app) };
    this.#changes.push({ ...this.#last.found, accepted: isAccepted });
  }

  /** Waits for the events. @returns undefined if nothing was accepted, or if the events cannot be read */
  async judge(context: OfflineContext, watch: EventWatch): Promise<RunVerdict | undefined> {
    if (!this.#changes.some(({ accepted }) => accepted)) return undefined;
    const events = await collectEvents(context, watch, listAccepted(this.#changes));
    if (events === undefined) return undefined;
    const notCounted = this.#changes.reduce((sum, { withoutId }) => sum + withoutId, 0);
    return { ...judge(this.#changes, events), notCounted, events: events.shown };
  }
}
