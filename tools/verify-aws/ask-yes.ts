import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { VerifyError } from './verify-error.ts';

/**
 * Asks the user to type `yes` on the terminal.
 * @throws {@link VerifyError} NO_TERMINAL if standard input is not a terminal | DECLINED on any other answer
 */
export async function askYes(question: string, signal: AbortSignal): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new VerifyError('NO_TERMINAL', {
      message: 'standard input is not a terminal, so there is nobody to ask',
      hint: 'Read what would be done, then run again with --yes.',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // On a terminal in raw mode Ctrl-C is a key, and Ctrl-D closes the input without an answer.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  const closed = once(terminal, 'close').then(() => '');
  try {
    const answer = await Promise.race([terminal.question(`${question} Type yes to continue: `, { signal }), closed]);
    if (answer.trim() === 'yes') return;
  } finally {
    terminal.close();
  }
  throw new VerifyError('DECLINED', { message: 'nothing was done', hint: 'Type yes to continue.' });
}
