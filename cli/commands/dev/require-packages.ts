import { createRequire } from 'node:module';
import { CliError } from '../../errors/cli-error.ts';

/**
 * Checks that packages are installed which only one command needs.
 * @param from - file or URL of the module that imports them
 * @throws {@link CliError} MISSING_PACKAGE, with the command that installs the missing ones
 */
export function requirePackages(names: readonly string[], from: string): void {
  const { resolve } = createRequire(from);
  const missing = names.filter((name) => isMissing(() => resolve(name)));
  if (missing.length === 0) return;
  throw new CliError('MISSING_PACKAGE', {
    message: `this command needs ${missing.join(' and ')}`,
    hint: `Run \`npm install --save-dev ${missing.join(' ')}\`, then run the command again.`,
  });
}

/** An ES module without an entry for `require` is installed: the error has another code. */
function isMissing(resolve: () => string): boolean {
  try {
    resolve();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
  }
}
