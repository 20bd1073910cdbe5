import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

const TEMPLATE = join('templates', 'app');
/** npm leaves files with these names out of a package. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore', npmrc: '.npmrc' };

/** Reads the files of a new app. @returns content by path, with `/` on every system */
export async function readTemplate(): Promise<ReadonlyMap<string, string>> {
  const folder = findTemplate(import.meta.dirname);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => {
    const name = relative(folder, path).split(sep).join('/');
    return [RENAMED[name] ?? name, await readFile(path, 'utf8')] as const;
  });
  return new Map(await Promise.all(files));
}

/** Finds the template above this file: in the repository, and in the package, whose folders differ. */
function findTemplate(from: string): string {
  const folder = join(from, TEMPLATE);
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error(`${TEMPLATE} is missing. Install meta-webhooks-aws again.`);
  return findTemplate(dirname(from));
}
