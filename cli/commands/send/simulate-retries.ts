import { bodyKey, putTogether, type Piece } from '../../meta/meta-body.ts';
import { metaJson } from '../../meta/meta-json.ts';

/** One POST. */
export interface MetaPost {
  readonly body: Buffer;
  /** Undefined where nobody can tell. */
  readonly changes: number | undefined;
}

/** What a run takes from outside. */
export interface LikeMetaOptions {
  /** Decides the groups and what comes again. */
  readonly random: () => number;
  /** When a POST is sent, in milliseconds since 1970. */
  readonly now: () => number;
}

/** The share of accepted POSTs that come again anyway, as if the answer had been lost; after these rounds, none. */
const COMES_AGAIN = [0.5, 0.4, 0.3, 0.2];
/** After these, what is still refused is given up. */
const MAX_ROUNDS = 6;
const MAX_TOGETHER = 25;

/**
 * Sends changes as Meta does: in any order and grouping, each POST with its own time of sending; what is refused comes
 * again, and some of what is accepted too, always in other groups.
 * Tell after each POST whether it was accepted: `next(true)`. The same seed and answers make the same groups.
 * @returns how many changes were never accepted
 */
export function* postsLikeMeta(
  pieces: readonly Piece[],
  options: LikeMetaOptions,
): Generator<MetaPost, number, boolean> {
  let waiting = pieces;
  for (let round = 0; waiting.length > 0; round += 1) {
    const { refused, again } = yield* sendOnce(waiting, COMES_AGAIN[round] ?? 0, options);
    // Where nothing at all is accepted, more of the same tells nothing new.
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
  { random, now }: LikeMetaOptions,
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

/** Any order, any size of group, mostly small ones. */
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

/** Fisher and Yates. */
function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const all = [...list];
  for (let i = all.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}
