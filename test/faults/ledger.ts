import { FAULTS, type Call } from '../support/fakes/fault-proxy.ts';
import type { PutEntry } from '../support/fakes/fake-event-bus.ts';

/** The faults after which design allows a change to be emitted twice. */
export const EXCUSES = [
  'died after emission',
  'delete failed',
  'handed out twice',
  'answer to PutEvents lost',
] as const;
export type Excuse = (typeof EXCUSES)[number];

/** What became of every change, by its id. */
export class Ledger {
  readonly sent = new Set<string>();
  readonly struck = new Map<string, number>();
  readonly #excuses = new Map<string, number>();

  /** Counts a fault. */
  strike(fault: string): void {
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1);
  }

  /** Notes that these changes may from now on be emitted once more, each time it is noted. */
  excuse(reason: Excuse, ids: readonly string[]): void {
    for (const id of ids) this.#excuses.set(id, (this.#excuses.get(id) ?? 0) + 1);
    if (ids.length > 0) this.strike(reason);
  }

  /** Balances the books. */
  balance(events: readonly PutEntry[]): Balance {
    const emitted = new Map<string, number>();
    for (const event of events) emitted.set(getId(event), (emitted.get(getId(event)) ?? 0) + 1);
    const twice = [...emitted].filter(([, times]) => times > 1);
    return {
      sent: this.sent.size,
      emitted: emitted.size,
      lost: [...this.sent].filter((id) => !emitted.has(id)),
      invented: [...emitted.keys()].filter((id) => !this.sent.has(id)),
      twice: twice.length,
      unexcused: twice.filter(([id, times]) => times - 1 > (this.#excuses.get(id) ?? 0)).map(([id]) => id),
    };
  }
}

export interface Balance {
  readonly sent: number;
  readonly emitted: number;
  readonly lost: readonly string[];
  readonly invented: readonly string[];
  readonly twice: number;
  /** Changes that were emitted more often than the faults that struck them explain. */
  readonly unexcused: readonly string[];
}

/** The comment's id that an event carries. */
export function getId({ Detail }: Pick<PutEntry, 'Detail'>): string {
  return (JSON.parse(Detail) as { value: { id: string } }).value.id;
}

/** The comments' ids in a `PutEvents` call. */
export function idsInCall({ body }: Call): string[] {
  return (JSON.parse(body) as { Entries: PutEntry[] }).Entries.map(getId);
}

/** Which faults each operation may meet. A TCP connection repeats nothing: `repeat` only where calls are idempotent. */
export const FAULTS_OF: Readonly<Record<string, readonly (typeof FAULTS)[number][]>> = {
  SendMessage: ['refuse', 'throttle', 'lose', 'cut', 'delay'],
  PutItem: ['refuse', 'throttle', 'lose', 'cut', 'delay', 'repeat'],
  BatchExecuteStatement: ['refuse', 'throttle', 'lose', 'cut', 'delay', 'repeat'],
  PutEvents: ['refuse', 'throttle', 'lose', 'cut', 'delay'],
  PUT: ['refuse', 'throttle', 'lose', 'delay', 'repeat'],
  DeleteMessageBatch: ['refuse', 'throttle', 'lose'],
};
