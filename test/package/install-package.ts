import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDependencies, installArchive, installedPackages, installPackages, PROJECT, run } from './npm.ts';

const CDK = join(PROJECT, 'node_modules/aws-cdk/bin/cdk');

/**
 * Makes an app outside the repository with CDK's own template for TypeScript, installs the package into it without a
 * network, and adds the files of `app/`: two receivers in one stack, and a consumer in another.
 * @param folder - does not exist yet
 * @param archive - see {@link packPackage}
 * @returns the packages that were installed before this one
 */
export function installPackage(folder: string, archive: string): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const init = ['init', 'app', '--language', 'typescript', '--generate-only', '--project-name', 'template'];
  run(folder, process.execPath, CDK, ...init, '--no-notices');
  cpSync(join(folder, 'package.json'), join(folder, 'template.json'));
  for (const generated of ['bin', 'lib', 'test']) rmSync(join(folder, generated), { recursive: true });
  installPackages(folder, 'template');
  const before = installedPackages(folder);
  cacheDependencies(archive);
  installArchive(folder, archive);
  cpSync(join(import.meta.dirname, 'app'), folder, { recursive: true });
  const file = join(folder, 'cdk.json');
  const configuration = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  writeFileSync(file, JSON.stringify({ ...configuration, app: 'npx tsx bin/app.ts' }, null, 2));
  return before;
}

/** Makes an app with only the oldest peers: neither esbuild nor TypeScript is installed. */
export function installAtFloor(folder: string, archive: string): void {
  installPackages(folder, 'floor');
  installArchive(folder, archive);
}
