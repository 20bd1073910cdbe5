import { CliError } from '../errors/cli-error.ts';

/**
 * Asks on the terminal, without showing what is typed, and without a key that would show it. The question goes to
 * standard error: results alone go to standard output.
 * @throws {@link CliError} NO_TERMINAL | INTERRUPTED
 */
export async function askSecret(question: string, signal: AbortSignal): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new CliError('NO_TERMINAL', {
      message: `there is no terminal on which to ask: ${question}`,
      hint: 'run it in a terminal, or give what is asked for as --help says',
    });
  }
  const { default: password } = await import('@inquirer/password');
  try {
    return await password({ message: question, mask: false, toggleMask: false }, { output: process.stderr, signal });
  } catch (error) {
    throw new CliError('INTERRUPTED', { message: 'interrupted', hint: 'nothing was changed' }, { cause: error });
  }
}
