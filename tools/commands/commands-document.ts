import { GLOBAL_OPTIONS } from '../../cli/global-options.ts';
import type { CommandGroup, CommandSpec } from '../../cli/framework/define-command.ts';
import { exampleLines, PROGRAM_NAME } from '../../cli/framework/help-text.ts';
import { optionName, type ArgumentSpec, type OptionSpec } from '../../cli/framework/option-spec.ts';
import { PROGRAM } from '../../cli/program.ts';
import { COMMANDS } from '../../cli/registry.ts';

/** Everything that the document says about a command line tool. */
export interface Documented {
  readonly program: typeof PROGRAM;
  readonly globalOptions: readonly OptionSpec[];
  readonly commands: readonly (CommandSpec | CommandGroup)[];
}

const HEAD = `# Commands

<!-- Generated from cli/registry.ts by \`npm run docs:commands\`: change the commands there. -->`;

const CONNECTS: Readonly<Record<CommandSpec['connects'], string>> = {
  stack: 'yes',
  'on-demand': 'if needed',
  never: 'no',
};

/** Writes docs/commands.md: every command with its arguments, options, defaults and examples. */
export function makeCommandsDocument(
  { program, globalOptions, commands }: Documented = {
    program: PROGRAM,
    globalOptions: GLOBAL_OPTIONS,
    commands: COMMANDS,
  },
): string {
  const blocks = [
    HEAD,
    program.description,
    table(['command', 'what it does', 'connects to AWS'], commands.flatMap(formatRows)),
    ...program.notes.flatMap(paragraphs),
    examples(program, ''),
    '## Global options',
    'Every command accepts these options.',
    table(['option', 'description', 'default'], globalOptions.map(optionRow(globalOptions))),
    ...commands.flatMap(formatSection),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function formatRows(spec: CommandSpec | CommandGroup): string[][] {
  const row = ({ summary, connects }: CommandSpec, path: string): string[] => [
    `[\`${path}\`](#${path.replaceAll(' ', '-')})`,
    escape(summary),
    CONNECTS[connects],
  ];
  return 'verbs' in spec ? spec.verbs.map((verb) => row(verb, `${spec.name} ${verb.name}`)) : [row(spec, spec.name)];
}

function formatSection(spec: CommandSpec | CommandGroup): string[] {
  if (!('verbs' in spec)) return [`## ${spec.name}`, ...getBody(spec, spec.name)];
  const verbs = spec.verbs.flatMap((verb) => {
    const path = `${spec.name} ${verb.name}`;
    return [`### ${path}`, ...getBody(verb, path)];
  });
  return [`## ${spec.name}`, sentence(spec.summary), ...verbs];
}

function getBody(spec: CommandSpec, path: string): string[] {
  const { summary, description = summary, options, notes } = spec;
  const usage = [PROGRAM_NAME, path, ...spec.arguments.map(({ name }) => name), '[options]'].join(' ');
  return [
    sentence(description),
    code([usage]),
    ...(spec.arguments.length === 0
      ? []
      : [table(['argument', 'description', 'default'], spec.arguments.map(argumentRow))]),
    ...(options.length === 0 ? [] : [table(['option', 'description', 'default'], options.map(optionRow(options)))]),
    ...notes.flatMap(paragraphs),
    examples(spec, path),
  ];
}

function argumentRow({ name, description, choices, defaultText }: ArgumentSpec): string[] {
  const isRequired = name.startsWith('<');
  return [`\`${name}\``, escape([description, ...getChoices(choices)].join('; ')), cell(isRequired, defaultText)];
}

function optionRow(all: readonly OptionSpec[]) {
  const getFlag = (name: string): string =>
    all.find((one) => optionName(one.flags) === name)?.flags.split(' ')[0] ?? name;
  return ({ flags, description, choices, conflicts = [], ...spec }: OptionSpec): string[] => {
    const not = conflicts.length === 0 ? [] : [`not with ${conflicts.map(getFlag).join(', ')}`];
    const isRepeatable = spec.repeatable === true && !description.includes('repeated');
    const told = [description, ...getChoices(choices), ...(isRepeatable ? ['can be repeated'] : []), ...not];
    const value = spec.default === undefined ? spec.defaultText : `\`${spec.default}\``;
    return [`\`${flags}\``, escape(told.join('; ')), cell(spec.required === true, value)];
  };
}

function getChoices(choices: readonly string[] | undefined): string[] {
  return choices === undefined ? [] : [`one of ${choices.join(', ')}`];
}

function cell(isRequired: boolean, defaultText = ''): string {
  return isRequired ? 'required' : escape(defaultText);
}

function examples({ examples: all }: Pick<CommandSpec, 'examples'>, path: string): string {
  return code(all.flatMap((example) => exampleLines(example, path)));
}

function code(lines: readonly string[]): string {
  return ['```sh', ...lines, '```'].join('\n');
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** Joins the lines of each paragraph, which are wrapped for a terminal. */
function paragraphs(note: string): string[] {
  return note.split('\n\n').map((paragraph) => escape(paragraph.replaceAll('\n', ' ')));
}

function sentence(text: string): string {
  return escape(`${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`);
}

/** Escapes what Markdown would take as a tag or as the end of a table cell. */
function escape(text: string): string {
  return text.replace(/[<|]/g, '\\$&');
}
