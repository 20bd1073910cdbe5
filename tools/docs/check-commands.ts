import repository from '../../package.json' with { type: 'json' };
import { createProgram } from '../../cli/program.ts';
import { readOptions } from '../../local/options.ts';
import type { CommandLine } from './command-lines.ts';

const COMMANDS: ReadonlySet<string | undefined> = new Set(Object.keys(repository.bin));
/** The parser's codes for a command line that ends too early. */
const MISSING: ReadonlySet<string | undefined> = new Set([
  'commander.help',
  'commander.missingArgument',
  'commander.missingMandatoryOptionValue',
  'commander.optionMissingArgument',
]);
const NO_COMMAND = 'The package has no command of this name. Write meta-webhooks, or meta-webhooks-aws.';
const SEPARATE = 'npm keeps the option for itself. Write -- first.';

/**
 * Parses each command line with the command's own parser. Nothing runs.
 * @param lines - any; a name may lack its verb and arguments
 * @param scripts - names of the scripts in package.json
 * @returns a line for each command line that the parser rejects
 */
export async function checkCommands(
  lines: readonly CommandLine[],
  scripts: ReadonlySet<string>,
): Promise<readonly string[]> {
  const problems = await Promise.all(lines.map(async (line) => findProblem(line, scripts)));
  return lines.flatMap(({ place, words }, at) => {
    const problem = problems[at];
    return problem === undefined ? [] : [`${place} \`${words.join(' ')}\`: ${problem}`];
  });
}

async function findProblem(line: CommandLine, scripts: ReadonlySet<string>): Promise<string | undefined> {
  const [program, verb, ...rest] = line.words;
  if (program === 'npx') return parse(line);
  const [script = '', ...given] = (verb === 'start' ? ['start', ...rest] : rest).filter((word) => word !== '--silent');
  if (script !== '' && !scripts.has(script)) return `package.json has no script ${script}. Correct the name.`;
  // npm reads the options before the separator itself.
  if (given.find((word) => word.startsWith('-')) !== given.find((word) => word === '--')) return SEPARATE;
  return script === 'start' ? checkStart(given.filter((word) => word !== '--')) : undefined;
}

/** The program alone is a name, and not a command line. */
async function parse({ words: [, name, ...args], isName }: CommandLine): Promise<string | undefined> {
  if (!COMMANDS.has(name)) return NO_COMMAND;
  if (args.length === 0) return undefined;
  const program = createProgram(() => Promise.resolve(), { out: () => undefined, err: () => undefined });
  try {
    await program.parseAsync(args, { from: 'user' });
    return undefined;
  } catch (error) {
    const { code, message } = error as { readonly code?: string; readonly message: string };
    if (code === 'commander.helpDisplayed') return undefined;
    if (isName && MISSING.has(code)) return undefined;
    return code === 'commander.help' ? 'The verb is missing. Add it.' : message.replace(/^error: |\n/g, ' ').trim();
  }
}

function checkStart(args: readonly string[]): string | undefined {
  try {
    readOptions(args);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
