import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './npm.ts';

/** What an app is made from. */
export interface InitSource {
  readonly archive: string;
  /** File of the command. */
  readonly command: string;
  /** What the app has beside the packages that `init` names, for example `name@1.0.0`. @default - nothing */
  readonly packages?: readonly string[];
}

/**
 * Makes an app with the command of the package, and installs what it names: the archive in the place of this package's
 * version, which is not published yet, and everything else from the registry, as a user does.
 * @param folder - an app that exists is used again
 * @returns the package.json that `init` wrote
 */
export function makeInitApp(folder: string, { archive, command, packages = [] }: InitSource): Manifest {
  const written = `${folder}.package.json`;
  if (!existsSync(written)) {
    run(join(folder, '..'), process.execPath, command, 'init', folder);
    const manifest = readFileSync(join(folder, 'package.json'), 'utf8');
    run(folder, 'npm', 'install', '--prefer-offline', '--no-audit', '--no-fund', archive, ...packages);
    writeFileSync(written, manifest);
  }
  return JSON.parse(readFileSync(written, 'utf8')) as Manifest;
}

type Manifest = Readonly<Record<string, unknown>>;

/** Extracts an archive. @returns the file of its command, which needs no other package */
export function extractCommand(folder: string, archive: string): string {
  mkdirSync(folder, { recursive: true });
  run(folder, 'tar', '-xzf', archive);
  return join(folder, 'package/dist/meta-webhooks.cjs');
}
