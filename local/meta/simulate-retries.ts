import { bodyKey, putTogether, type Piece } from './meta-body.ts';
import { metaJson } from './meta-json.ts';

/** A POST. */
export interface MetaPost {
  readonly body: Buffer;
  /** Number of changes; undefined if unknown. */
  readonly changes: number | undefined;
}

/** Dependencies of a simulation. */
export interface SimulationOptions {
  /** Decides the groups and the repeated changes. */
  readonly random: () => number;
  /** Returns the time of a POST, in milliseconds since 1970. */
  readonly now: () => number;
}

/** Share of accepted POSTs that are repeated, as if the response was lost, in each round. Later rounds repeat none. */
const COMES_AGAIN = [0.5, 0.4, 0.3, 0.2];
/** After these rounds, changes that are still rejected are given up. */
const MAX_ROUNDS = 6;
const MAX_TOGETHER = 25;

/**
 * Sends changes like Meta: in any order and grouping, each POST with its own time of sending. Repeats rejected changes
 * and some of the accepted ones, in other groups.
 * Pass to `next` whether the last POST was accepted. The same seed and responses make the same groups.
 * @returns the number of changes that were never accepted
 */
export function* postsWithRetries(
  pieces: readonly Piece[],
  options: SimulationOptions,
): Generator<MetaPost, number, boolean> {
  let waiting = pieces;
  for (let round = 0; waiting.length > 0; round += 1) {
    const { refused, again } = yield* sendOnce(waiting, COMES_AGAIN[round] ?? 0, options);
    // If nothing was accepted, another round would not help.
    if (round === MAX_ROUNDS - 1 || refused.length === waiting.length) return refused.length;
    waiting = [...refused, ...again];
  }
  return 0;
}

interface Round {
  readonly refused: readonly Piece[];
  readonly again: readonly Piece[];
}

function* sendOnce(
  pieces: readonly Piece[],
  share: number,
  { random, now }: SimulationOptions,
): Generator<MetaPost, Round, boolean> {
  const refused: Piece[] = [];
  const again: Piece[] = [];
  for (const together of regroup(pieces, random)) {
    const comesAgain = random() < share;
    const isAccepted = yield { body: metaJson(putTogether(together, now())), changes: together.length };
    if (!isAccepted) refused.push(...together);
    else if (comesAgain) again.push(...together);
  }
  return { refused, again };
}

/** Makes groups in random order and of random size, mostly small. */
function regroup(pieces: readonly Piece[], random: () => number): Piece[][] {
  const groups: Piece[][] = [];
  for (const alike of Map.groupBy(shuffled(pieces, random), bodyKey).values()) {
    for (let rest = alike; rest.length > 0;) {
      const size = 1 + Math.floor(random() ** 2 * MAX_TOGETHER);
      groups.push(rest.slice(0, size));
      rest = rest.slice(size);
    }
  }
  return shuffled(groups, random);
}

/** Shuffles a list (Fisher-Yates). */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
