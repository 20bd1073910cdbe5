import { formatError, VerifyError } from '../verify-error.ts';
import { waitUntil } from '../wait-until.ts';
import type { CleanUpPlace } from './clean-up-place.ts';
import { REMAINING_KINDS } from './remaining-kinds.ts';
import { deleteStack, findStacks } from './stacks.ts';

/** SQS and DynamoDB list what was deleted for up to a minute. */
const GONE_MS = 180_000;
const POLL_MS = 2_000;

/** Something that a run made. */
export interface Leftover {
  /** e.g. `stack`, `queue` */
  readonly kind: string;
  readonly id: string;
}

/** Finds everything of the runs with this name or prefix, by names and tags alone. */
export async function findLeftovers(place: CleanUpPlace): Promise<Leftover[]> {
  const stacks = await findStacks(place.aws.cloudFormation, place.prefix);
  return [...stacks.map((id) => ({ kind: 'stack', id })), ...(await findRemaining(place))];
}

async function findRemaining(place: CleanUpPlace): Promise<Leftover[]> {
  const found = await Promise.all(
    REMAINING_KINDS.map(async ({ kind, find }) => (await find(place)).map((id) => ({ kind, id }))),
  );
  return found.flat();
}

/**
 * Deletes everything of the runs with this name or prefix: the stacks, then what the stacks retain, then what never was
 * in a stack. Goes on after a failure, so that as little as possible stays.
 * @param progress - called with a line for each deletion
 * @throws {@link VerifyError} CLEAN_UP_INCOMPLETE with what is left
 */
export async function cleanUp(place: CleanUpPlace, progress: (line: string) => void): Promise<void> {
  const failures: string[] = [];
  const attempt = async ({ kind, id }: Leftover, done: string, remove: () => Promise<unknown>): Promise<void> => {
    try {
      await remove();
      progress(`${kind} ${id}: ${done}`);
    } catch (error) {
      failures.push(`${kind} ${id}: ${formatError(error)}`);
    }
  };
  const stacks = await findStacks(place.aws.cloudFormation, place.prefix);
  await Promise.all(
    stacks.map(async (id) => attempt({ kind: 'stack', id }, 'deleted', async () => deleteStack(place.aws, id))),
  );
  for (const { kind, done, find, remove } of REMAINING_KINDS) {
    for (const id of await find(place)) await attempt({ kind, id }, done, async () => remove(place, id));
  }
  if (failures.length > 0) throw incomplete(failures);
  await waitUntilGone(place);
}

async function waitUntilGone(place: CleanUpPlace): Promise<void> {
  let left: readonly Leftover[] = [];
  const isGone = async (): Promise<true | undefined> => {
    left = await findLeftovers(place);
    return left.length === 0 ? true : undefined;
  };
  try {
    await waitUntil(isGone, { what: 'the end of all deletions', withinMs: GONE_MS, everyMs: POLL_MS });
  } catch (error) {
    if (left.length === 0) throw error;
    throw incomplete(left.map(({ kind, id }) => `${kind} ${id}: still listed`));
  }
}

const incomplete = (lines: readonly string[]): VerifyError =>
  new VerifyError('CLEAN_UP_INCOMPLETE', {
    message: `the clean-up is not complete:\n${lines.join('\n')}\n`,
    hint: 'Run `npm run verify:aws -- --clean-up`. What it cannot delete has to be deleted in the console.',
  });
