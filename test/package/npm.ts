import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const PROJECT = join(import.meta.dirname, '../..');
/** Fixed versions of what a folder gets from the registry. */
type Packages = 'template' | 'floor' | 'node22';

/**
 * Runs a command and returns its output.
 * @throws Error with the output if the exit code is not 0
 */
export function run(cwd: string, command: string, ...args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8', timeout: 600_000 });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed in ${cwd}:\n${stdout}\n${stderr}${error?.message ?? ''}`);
}

/**
 * Packs the package as `npm publish` would, which builds it first.
 * @returns path of the archive
 */
export function packPackage(folder: string): string {
  run(PROJECT, 'npm', 'pack', '--pack-destination', folder);
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (archive === undefined) throw new Error('npm pack wrote no archive. Run it in the repository to see why.');
  return join(folder, archive);
}

/** Installs packages at the versions of a lock file, from the registry where npm's cache does not have them. */
export function installPackages(folder: string, packages: Packages): void {
  mkdirSync(folder, { recursive: true });
  for (const name of ['package.json', 'package-lock.json']) {
    cpSync(join(import.meta.dirname, packages, name), join(folder, name));
  }
  run(folder, 'npm', 'ci', '--prefer-offline', '--no-audit', '--no-fund');
}

/** Puts the packages that an archive depends on into npm's cache. */
export function cacheDependencies(archive: string): void {
  const manifest = run(PROJECT, 'tar', '-xzOf', archive, 'package/package.json');
  const { dependencies } = JSON.parse(manifest) as { readonly dependencies: Readonly<Record<string, string>> };
  for (const [name, version] of Object.entries(dependencies)) run(PROJECT, 'npm', 'cache', 'add', `${name}@${version}`);
}

/** Installs an archive into an app, without a network. */
export function installArchive(folder: string, archive: string): void {
  cacheMetadata(folder, archive);
  run(folder, 'npm', 'install', '--offline', '--no-audit', '--no-fund', archive);
}

/**
 * Puts what the registry says of the app's packages into npm's cache, for npm asks again when it adds a package whose
 * peers they are. After an installation from a lock file, only their contents are there.
 */
function cacheMetadata(folder: string, archive: string): void {
  const copy = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-metadata-'));
  for (const name of ['package.json', 'package-lock.json']) cpSync(join(folder, name), join(copy, name));
  run(copy, 'npm', 'install', '--package-lock-only', '--prefer-offline', '--no-audit', '--no-fund', archive);
  rmSync(copy, { recursive: true });
}

/** Lists the paths of the packages that are installed in a folder. */
export function installedPackages(folder: string): readonly string[] {
  const lock = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, unknown>>;
  };
  return Object.keys(lock.packages);
}
