import { setTimeout as pause } from 'node:timers/promises';
import { splitBody } from '../../src/pipeline/change/split-body.ts';
import { claimKey } from '../../src/pipeline/dedupe/claim.ts';
import type { MemoryDeliveryLog } from '../deliveries/memory-log.ts';
import { LOCAL_APP } from '../local-ingress.ts';
import { putTogether, type Piece } from '../meta/meta-body.ts';
import { metaJson } from '../meta/meta-json.ts';
import { freshPieces, type Sample } from '../meta/samples.ts';
import { seededRandom } from '../meta/seeded-random.ts';
import { postsWithRetries, type MetaPost } from '../meta/simulate-retries.ts';
import type { Sender } from './sender.ts';

/** Numbers of a simulation so far. */
export interface RunState {
  readonly id: string;
  readonly sample: string;
  readonly state: 'sending' | 'settling' | 'done';
  /** Different changes. */
  readonly changes: number;
  readonly posts: number;
  /** POSTs that were not accepted, and sent again. */
  readonly rejected: number;
  /** Changes in the accepted POSTs: more than `changes`, because Meta retries. */
  readonly delivered: number;
  /** Different changes that became an event. */
  readonly emitted: number;
  /** Changes without an event when nothing is left to process. */
  readonly missing: number;
  /** Changes that became more than one event. */
  readonly twice: number;
}

/** Dependencies of {@link Simulations}. */
export interface SimulationDeps {
  readonly deliveries: MemoryDeliveryLog;
  readonly sender: Sender;
  readonly newId: () => string;
  readonly stopped: AbortSignal;
}

/** Meta retries for hours; a simulation does so for two minutes. */
const RETRY_MS = 500;
const MAX_RETRIES = 240;
const CHECK_MS = 100;
/** POSTs between two counts. */
const COUNT_EVERY = 5;

/** Runs simulations of Meta's retries. The status shows the latest one. */
export class Simulations {
  readonly #deps: SimulationDeps;
  #latest: RunState | undefined;

  constructor(deps: SimulationDeps) {
    this.#deps = deps;
  }

  get latest(): RunState | undefined {
    return this.#latest;
  }

  /** Starts to send new changes of a sample in any order and grouping, some of them several times. */
  start(sample: Sample, changes: number): RunState {
    const id = this.#deps.newId();
    const pieces = freshPieces(sample, { timeMs: Date.now(), salt: id, changes });
    const run = new Run({ id, sample: sample.name, pieces }, this.#deps, (state) => {
      if (this.#latest?.id === id) this.#latest = state;
    });
    this.#latest = run.state('sending');
    void run.play(seededRandom(id)).catch(() => undefined);
    return this.#latest;
  }
}

interface RunPlan {
  readonly id: string;
  readonly sample: string;
  readonly pieces: readonly Piece[];
}

class Run {
  readonly #plan: RunPlan;
  readonly #deps: SimulationDeps;
  readonly #report: (state: RunState) => void;
  readonly #ids: ReadonlySet<string>;
  #posts = 0;
  #rejected = 0;
  #delivered = 0;

  constructor(plan: RunPlan, deps: SimulationDeps, report: (state: RunState) => void) {
    this.#plan = plan;
    this.#deps = deps;
    this.#report = report;
    this.#ids = new Set(plan.pieces.flatMap(idsOf));
  }

  async play(random: () => number): Promise<void> {
    const posts = postsWithRetries(this.#plan.pieces, { random, now: Date.now });
    for (let next = posts.next(true); next.done !== true; next = posts.next(true)) {
      await this.#postUntilAccepted(next.value);
      if (this.#posts % COUNT_EVERY === 0) this.#report(this.state('sending'));
    }
    while (!this.#isSettled()) {
      this.#report(this.state('settling'));
      await pause(CHECK_MS, undefined, { signal: this.#deps.stopped });
    }
    this.#report(this.state('done'));
  }

  state(state: RunState['state']): RunState {
    const times = [...this.#ids].map((id) => this.#deps.deliveries.events.get(id)?.times ?? 0);
    const emitted = times.filter((count) => count > 0).length;
    return {
      id: this.#plan.id,
      sample: this.#plan.sample,
      state,
      changes: this.#ids.size,
      posts: this.#posts,
      rejected: this.#rejected,
      delivered: this.#delivered,
      emitted,
      missing: state === 'done' ? this.#ids.size - emitted : 0,
      twice: times.filter((count) => count > 1).length,
    };
  }

  async #postUntilAccepted({ body, changes = 0 }: MetaPost): Promise<void> {
    for (let attempt = 1; attempt <= MAX_RETRIES; attempt += 1) {
      const { status } = await this.#deps.sender.post(body, 'right');
      this.#posts += 1;
      if (status === 200) {
        this.#delivered += changes;
        return;
      }
      this.#rejected += 1;
      this.#report(this.state('sending'));
      await pause(RETRY_MS, undefined, { signal: this.#deps.stopped });
    }
  }

  /** Every change has its event, or no delivery is left that could emit one. */
  #isSettled(): boolean {
    return !this.#deps.deliveries.list().some(({ state }) => state === 'queued' || state === 'retrying');
  }
}

function idsOf(piece: Piece): string[] {
  const delivery = { app: LOCAL_APP, deliveryId: '', receivedAt: '' };
  return splitBody(metaJson(putTogether([piece]))).changes.map((change) => claimKey(delivery, change));
}
