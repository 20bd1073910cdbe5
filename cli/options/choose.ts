import { CliError } from '../errors/cli-error.ts';
import type { ChoiceItem } from '../ports.ts';

/** All products at once. */
const PAGE_SIZE = 15;

/**
 * Lets a person choose items with the arrow keys and the space bar.
 * @returns the values of the chosen items, at least one
 * @throws {@link CliError} INTERRUPTED
 */
export async function choose(
  question: string,
  items: readonly ChoiceItem[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { default: checkbox } = await import('@inquirer/checkbox');
  return orInterrupted(
    checkbox(
      { message: question, choices: [...items], required: true, pageSize: PAGE_SIZE },
      { output: process.stderr, signal },
    ),
  );
}

/**
 * Asks a yes-or-no question. Enter means yes.
 * @throws {@link CliError} INTERRUPTED
 */
export async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const { default: ask } = await import('@inquirer/confirm');
  return orInterrupted(ask({ message: question }, { output: process.stderr, signal }));
}

async function orInterrupted<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'Run the command again.' }, { cause: error });
  }
}
