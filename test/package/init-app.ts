import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './npm.ts';

/**
 * Makes an app with the installed command, and installs what it names: the archive in the place of this package's
 * version, which is not published yet, and everything else from the registry, as a user does.
 * @param folder - does not exist yet
 * @param source - the archive, and an app in which it is installed
 * @returns the package.json that `init` wrote
 */
export function makeInitApp(
  folder: string,
  { archive, installedIn }: { readonly archive: string; readonly installedIn: string },
): Readonly<Record<string, unknown>> {
  const command = join(installedIn, 'node_modules/.bin/meta-webhooks');
  run(installedIn, process.execPath, command, 'init', folder);
  const written = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive);
  return written;
}
