import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './npm.ts';

/**
 * Makes an app with the command of the package, and installs what it names: the archive in the place of this package's
 * version, which is not published yet, and everything else from the registry, as a user does.
 * @param folder - does not exist yet
 * @param source - the archive, and the file of its command
 * @returns the package.json that `init` wrote
 */
export function makeInitApp(
  folder: string,
  { archive, command }: { readonly archive: string; readonly command: string },
): Readonly<Record<string, unknown>> {
  run(join(folder, '..'), process.execPath, command, 'init', folder);
  const written = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
  run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive);
  return written;
}

/** Extracts an archive. @returns the file of its command, which needs no other package */
export function extractCommand(folder: string, archive: string): string {
  mkdirSync(folder, { recursive: true });
  run(folder, 'tar', '-xzf', archive);
  return join(folder, 'package/dist/esm/meta-webhooks.mjs');
}
