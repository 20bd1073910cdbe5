import { createScreen, type Screen } from '../../local/terminal/screen.ts';
import { layOutBeside } from '../../local/terminal/lay-out.ts';
import { bold, red, cyan, type Text } from '../../local/terminal/text.ts';
import type { CliError } from '../errors/cli-error.ts';
import type { CliPorts } from '../ports.ts';

/** Prints an error for people: what is wrong, and below it what to do. */
export function printError(
  { code, message, hint }: Pick<CliError, 'code' | 'message' | 'hint'>,
  ports: CliPorts,
): void {
  const screen: Screen = createScreen({
    isTerminal: ports.errIsTerminal,
    readColumns: ports.columns,
    environment: ports.environment,
  });
  ports.err(`${layOutBeside([red(`error ${code}`), ': '], message, screen)}\n`);
  ports.err(`${layOutBeside([bold('hint'), ': '], highlightCommands(hint), screen)}\n`);
}

/** Colors the commands in a sentence, which are between backticks. */
export function highlightCommands(sentence: string): Text {
  return sentence.split(/(`[^`]+`)/).map((part) => (part.startsWith('`') ? cyan(part) : part));
}
