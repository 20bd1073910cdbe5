import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runChild, type ChildOptions } from './child-process.ts';

const PYTHON = 'python3';
const CHECK = 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))';
/** What an environment is for. */
export interface PythonPackages {
  /** File of pins. */
  readonly requirements: string;
  /** What they are good for: it can be imported where they are complete. */
  readonly module: string;
}

/** Enough to tell two lists of pins apart. */
const NAME_CHARACTERS = 12;

/**
 * Makes a virtual environment with these requirements below `.venv/`, or takes the one that is there: its name is a
 * digest of the requirements. It is made aside and then renamed, so two runs at once do not see each other's half.
 * @returns path of its Python
 * @throws Error saying what to install where Python 3.10 or its `venv` is missing
 */
export async function pythonVenv(
  { requirements, module }: PythonPackages,
  options: ChildOptions,
  signal: AbortSignal,
): Promise<string> {
  const home = join(options.cwd, '.venv');
  const name = hash('sha256', readFileSync(requirements)).slice(0, NAME_CHARACTERS);
  const venv = join(home, name);
  const python = join(venv, 'bin', PYTHON);
  if (runs(python, module)) return python;

  if (!succeeds(PYTHON, ['-c', CHECK])) {
    throw new Error(
      `${module} needs Python 3.10 or newer with its venv module: ` +
        'install both (Debian and Ubuntu: apt-get install python3 python3-venv) and try again',
    );
  }
  const aside = join(home, `.${name}-${process.pid}`);
  mkdirSync(home, { recursive: true });
  try {
    await runChild([PYTHON, '-m', 'venv', aside], options, signal);
    const pip = [
      '-m',
      'pip',
      'install',
      '--quiet',
      '--no-input',
      '--disable-pip-version-check',
      // Python compiles what is imported; of these packages that is a small part.
      '--no-compile',
      '-r',
      requirements,
    ] as const;
    await runChild([join(aside, 'bin', PYTHON), ...pip], options, signal);
    if (existsSync(venv) && !runs(python, module)) rmSync(venv, { recursive: true, force: true });
    takePlace(aside, venv);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
  return python;
}

/** Whether it is complete, and its Python still the machine's. */
const runs = (python: string, module: string): boolean =>
  existsSync(python) && succeeds(python, ['-c', `import ${module}`]);

function takePlace(aside: string, venv: string): void {
  try {
    renameSync(aside, venv);
  } catch (error) {
    if (!existsSync(venv)) throw error; // else another run was first, with the same content
  }
}

function succeeds(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore', timeout: 60_000 });
    return true;
  } catch {
    return false;
  }
}
