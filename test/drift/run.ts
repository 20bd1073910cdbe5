/**
 * `npm run check:drift`: the catalog's fields against those that Meta's own SDK and references name. Needs Python with
 * venv, and the package index at the first run.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findDrift, type Drift } from '../../tools/drift/compare.ts';
import { EXPLAINED, NAMED_FIELDS } from '../../tools/drift/named-fields.ts';
import { sdkFields } from '../../tools/drift/sdk-fields.ts';
import { runChild } from '../deploy/launcher/child-process.ts';
import { pythonVenv } from '../deploy/launcher/python-venv.ts';

const PROJECT = join(import.meta.dirname, '../..');
const REQUIREMENTS = join(import.meta.dirname, 'requirements.txt');
const PINNED = readFileSync(REQUIREMENTS, 'utf8');
const RELEASE = /^facebook-business==(\S+)/m.exec(PINNED)?.[1] ?? '';
const SHA256 = /--hash=sha256:([0-9a-f]{64})/.exec(PINNED)?.[1] ?? '';
const { signal } = new AbortController();

try {
  report(findDrift([...sdkFields(await downloadedSdk(), `facebook-business ${RELEASE}`), ...NAMED_FIELDS], EXPLAINED));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

/** Reads modules of the SDK, downloaded at the exact version and hash unless it is there. */
async function downloadedSdk(): Promise<(module: string) => string> {
  const folder = join(PROJECT, '.venv', `facebook-business-${RELEASE}`);
  const options = {
    cwd: PROJECT,
    env: process.env,
    log: undefined,
    name: 'downloading the SDK (without a network the fields of Page and Instagram cannot be compared)',
  };
  const python = await pythonVenv(
    { requirements: join(import.meta.dirname, 'no-packages.txt'), module: 'pip' },
    options,
    signal,
  );
  const pip = ['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', '--no-deps', '--require-hashes'];
  if (wheelIn(folder) === undefined) {
    await runChild([python, ...pip, '--dest', folder, '-r', REQUIREMENTS], options, signal);
  }
  const wheel = wheelIn(folder) ?? '';
  const read = 'import sys, zipfile; sys.stdout.write(zipfile.ZipFile(sys.argv[1]).read(sys.argv[2]).decode())';
  return (module) =>
    execFileSync(python, ['-c', read, wheel, `facebook_business/adobjects/${module}.py`], {
      encoding: 'utf8',
      timeout: 60_000,
      maxBuffer: 16 * 1024 * 1024,
    });
}

/** The wheel in a folder, if it is the one that the requirements name by its hash. */
function wheelIn(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const wheels = readdirSync(folder).filter((name) => name.endsWith('.whl'));
  return wheels
    .map((name) => join(folder, name))
    .find((file) => createHash('sha256').update(readFileSync(file)).digest('hex') === SHA256);
}

function report({ missing, extra, stale }: Drift): void {
  for (const name of missing) console.error(`missing in the catalog: ${name}`);
  for (const name of extra) console.error(`in the catalog and named nowhere: ${name}`);
  for (const name of stale) console.error(`explained and no difference any more: ${name}`);
  if (missing.length + extra.length + stale.length > 0) {
    console.error('add the field to src/catalog, or explain the difference in tools/drift/named-fields.ts');
    process.exitCode = 1;
  } else
    console.log(
      `no drift: ${NAMED_FIELDS.length} lists and facebook-business ${RELEASE}, ${EXPLAINED.length} explained ` +
        `differences`,
    );
}
