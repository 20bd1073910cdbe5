import { bold, renderText } from '../../local/terminal/text.ts';
import type { CommandSpec, Example } from './define-command.ts';

/** What users type before the name of a command, in a clone and in an app. */
export const PROGRAM_NAME = 'npx meta-webhooks';

const EXAMPLES = 'Examples:';
const WIDTH = 80;
const INDENT = '  ';
const CONTINUED = ' \\';

/** Formats what follows the options in a command's help: its notes, then its examples. */
export function helpText({ notes, examples }: Pick<CommandSpec, 'notes' | 'examples'>, path: string): string {
  const lines = examples.flatMap((example) => exampleLines(example, path)).map((line) => `${INDENT}${line}`);
  return ['', ...notes.flatMap((note) => [note, '']), EXAMPLES, ...lines].join('\n');
}

/** As {@link helpText}, with the colors of commander's own part of the help. Commander removes them where needed. */
export function coloredHelpText(spec: Pick<CommandSpec, 'notes' | 'examples'>, path: string): string {
  return helpText(spec, path).replace(`\n${EXAMPLES}\n`, `\n${renderText(bold(EXAMPLES), true)}\n`);
}

/**
 * Formats an example, wrapped for a terminal of 80 columns.
 * @param path - the name of the command with its verb; empty for the program
 */
export function exampleLines({ comment, environment, args, pipeTo }: Example, path: string): string[] {
  const parts = [...(environment === undefined ? [] : [environment]), PROGRAM_NAME, path, ...splitIntoParts(args)];
  const all = [...parts.filter((part) => part !== ''), ...(pipeTo === undefined ? [] : [`| ${pipeTo}`])];
  const lines: string[] = [];
  let line = '';
  for (const part of all) {
    const longer = line === '' ? part : `${line} ${part}`;
    if (line !== '' && INDENT.length + longer.length + CONTINUED.length > WIDTH) {
      lines.push(`${line}${CONTINUED}`);
      line = `${INDENT}${part}`;
    } else line = longer;
  }
  return [...(comment === undefined ? [] : [`# ${comment}:`]), ...lines, line];
}

/** Splits arguments where a line can break: before each option, never between an option and its value. */
function splitIntoParts(args: string): string[] {
  return args.split(/ (?=--)/);
}
