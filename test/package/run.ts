/**
 * `npm run test:package`: packs the package once, installs it into folders outside the repository, and runs the tests
 * of this folder against them. Arguments go to Jest. `PACKAGE_ARCHIVE` names an archive to use in place of a new one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installAtFloor, installPackage } from './install-package.ts';
import { installPackages, packPackage, PROJECT } from './npm.ts';

const JEST = join(PROJECT, 'node_modules/jest/bin/jest.js');
const NODE = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];

const folder = mkdtempSync(join(tmpdir(), 'meta-webhooks-aws-package-'));
try {
  const archive = process.env['PACKAGE_ARCHIVE'] ?? packPackage(folder);
  const before = installPackage(join(folder, 'app'), archive);
  installAtFloor(join(folder, 'floor'), archive);
  installPackages(join(folder, 'node22'), 'node22');
  writeFileSync(join(folder, 'facts.json'), JSON.stringify({ archive, before }));
  const args = [...NODE, JEST, '-i', '--selectProjects', 'package', ...process.argv.slice(2)];
  const env = { ...process.env, PACKAGE_FOLDER: folder };
  process.exitCode =
    spawnSync(process.execPath, args, { cwd: PROJECT, env, stdio: 'inherit', timeout: 3_600_000 }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
