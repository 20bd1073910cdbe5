import { npmVariable } from '../../src/text/npm-variable.ts';
import { CliError } from '../errors/cli-error.ts';
import { PROGRAM_NAME } from './help-text.ts';

/** npm puts every flag before `--` into the environment of a script. `run-script` is the name until npm 10. */
const RUNS_SCRIPT = new Set(['run', 'run-script']);
/** `npx` passes flags on, but `npm exec` does not. Both call themselves `exec`, and .npmrc may set other options. */
const KEPT_BY_EXEC: ReadonlySet<string> = new Set(['--dry-run', '--json']);

/**
 * Rejects a command line that lost a flag: `npm run … --dry-run` without `--` passes the flag to npm, not to the
 * script, so that the command would really run.
 * @param flags - the long flags of all commands, such as `--dry-run`
 * @throws {@link CliError} FLAG_KEPT_BY_NPM
 */
export function mustHaveAllFlags(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  flags: readonly string[],
): void {
  const by = environment['npm_command'] ?? '';
  const canLose = (flag: string): boolean => RUNS_SCRIPT.has(by) || (by === 'exec' && KEPT_BY_EXEC.has(flag));
  const kept = flags.filter((flag) => canLose(flag) && isSet(environment[npmVariable(flag)]));
  if (kept.length === 0) return;
  const words = args.filter((arg) => /^[a-z]+(?:-[a-z]+)*$/.test(arg)).slice(0, 2);
  throw new CliError('FLAG_KEPT_BY_NPM', {
    message: `npm kept ${kept.join(' and ')} for itself, so nothing was run`,
    hint: `Run \`${[PROGRAM_NAME, ...words, ...kept].join(' ')}\`, with your other arguments.`,
  });
}

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '' && value !== 'false';
