import { CliError } from '../errors/cli-error.ts';
import { formatCount } from '../terminal/format.ts';

/**
 * Asks on the terminal without echoing the input, and without a key that reveals it. Then prints the number of
 * characters, so that a person sees whether pasting worked. The question goes to standard error, because standard
 * output is for results only.
 * @throws {@link CliError} NO_TERMINAL | INTERRUPTED
 */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) throw noTerminal(question);
  const { default: password } = await import('@inquirer/password');
  try {
    const typed = await password(
      { message: question, mask: false, toggleMask: false },
      { output: process.stderr, signal },
    );
    process.stderr.write(`Received ${formatCount(typed.trim().length, 'character')}.\n`);
    return typed;
  } catch (error) {
    throw new CliError(
      'INTERRUPTED',
      { message: 'interrupted', hint: 'Run the command again. Nothing was changed.' },
      { cause: error },
    );
  }
}

/** The error of a question that nobody can answer. {@link resolveSecret} adds the option that provides the value. */
export function noTerminal(question: string): CliError {
  return new CliError('NO_TERMINAL', {
    message: `cannot ask without a terminal: ${question}`,
    hint: 'Run the command in a terminal, or provide the value with an option that --help lists, such as env:NAME.',
  });
}
