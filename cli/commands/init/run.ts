import { basename, resolve, sep } from 'node:path';
import type { OfflineContext } from '../../context.ts';
import type { ExitCode } from '../../errors/cli-error.ts';
import { formatCount } from '../../terminal/format.ts';
import { makeManifest, PACKAGE, VERSION } from './manifest.ts';
import { findRoot, readTemplate } from './template.ts';
import { checkIsFree, writeFiles } from './write-files.ts';

/** The options of `init`. */
export interface InitOptions {
  readonly dryRun: boolean | undefined;
}

/**
 * Creates a CDK app in a folder.
 * @param dir - does not exist, or is empty
 * @throws {@link CliError} FILE_REFUSED if the folder is not empty or cannot be written
 */
export async function init(
  { output }: OfflineContext,
  dir: string,
  { dryRun = false }: InitOptions,
): Promise<ExitCode> {
  const folder = resolve(dir);
  await checkIsFree(folder, dir);
  const files = new Map([...(await readTemplate()), ['package.json', makeManifest(basename(folder))]]);
  if (!dryRun) await writeFiles(folder, files);
  const names = [...files.keys()].toSorted();
  output.document({ folder, dryRun, files: names });
  output.line(`${dryRun ? 'Would create' : 'Created'} ${formatCount(names.length, 'file')} in ${dir}:`);
  for (const name of names) output.line(`  ${name}`);
  if (!dryRun) printNext(output, dir);
  return 0;
}

const DEPLOYMENT = ['npx cdk bootstrap', 'npx cdk deploy', 'npx meta-webhooks setup'] as const;

function printNext(output: OfflineContext['output'], dir: string): void {
  const root = findRoot();
  const isClone = !root.split(sep).includes('node_modules');
  const archive = `${PACKAGE}-${VERSION}.tgz`;
  const install = isClone ? [`npm pack --silent ${quote(root)}`, `npm install ./${archive}`] : ['npm install'];
  const local = [...install, 'npm test', 'npx meta-webhooks dev'];
  output.line();
  output.line('Next:');
  for (const step of [`cd ${quote(dir)}`, ...local, ...DEPLOYMENT]) output.line(`  ${step}`);
  output.line();
  output.line('`npm install` also installs the Node.js that the app runs on.');
  if (isClone) {
    output.line('Without an AWS account, an emulator stands in for one: `npm run emulator` in the');
    output.line('clone, see docs/emulator.md there. It needs no bootstrap.');
    return;
  }
  output.line(`If npm does not find ${PACKAGE} ${VERSION} (it is not published yet), run`);
  output.line('`npm pack` in the clone, and here, in place of `npm install`:');
  output.line(`  npm install <path>/${archive}`);
}

/** Quotes a folder for a POSIX shell, if it needs it. */
function quote(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
