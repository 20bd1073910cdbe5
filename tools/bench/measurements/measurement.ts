import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Figure } from '../figure.ts';

/** Runs a measurement in this process and prints its figures as JSON, for `npm run bench`. */
export async function printFigures(measure: () => Promise<readonly Figure[]>): Promise<void> {
  console.log(JSON.stringify(await measure()));
}

/** Runs a task with a temporary folder. */
export async function withFolder<T>(task: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    return await task(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What two tasks found in one round. */
export interface Pair<T> {
  readonly ours: T;
  readonly theirs: T;
}

/** Runs two tasks in turn, so that a change in the speed of the machine affects both. */
export async function inTurn<T>(
  rounds: number,
  ours: () => Promise<T>,
  theirs: () => Promise<T>,
): Promise<readonly Pair<T>[]> {
  const pairs: Pair<T>[] = [];
  for (let i = 0; i < rounds; i += 1) {
    // The second task may find the machine warmer, so they also alternate in order.
    if (i % 2 === 0) pairs.push({ ours: await ours(), theirs: await theirs() });
    else {
      const second = await theirs();
      pairs.push({ ours: await ours(), theirs: second });
    }
  }
  return pairs;
}
