import { CliError } from '../errors/cli-error.ts';

/**
 * Asks on the terminal without echoing the input, and without a key that reveals it. The question goes to standard
 * error, because standard output is for results only.
 * @throws {@link CliError} NO_TERMINAL | INTERRUPTED
 */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliError('NO_TERMINAL', {
      message: `cannot ask without a terminal: ${question}`,
      hint: 'Run the command in a terminal, or provide the value with an option that --help lists, such as env:NAME.',
    });
  }
  const { default: password } = await import('@inquirer/password');
  try {
    return await password({ message: question, mask: false, toggleMask: false }, { output: process.stderr, signal });
  } catch (error) {
    throw new CliError(
      'INTERRUPTED',
      { message: 'interrupted', hint: 'Nothing was changed. Run the command again.' },
      { cause: error },
    );
  }
}
