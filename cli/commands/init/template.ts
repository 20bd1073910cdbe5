import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

const TEMPLATE = join('templates', 'app');
/** npm leaves files with these names out of a package. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore', npmrc: '.npmrc' };

/** Reads the files of a new app. @returns content by path, with `/` on every system */
export async function readTemplate(): Promise<ReadonlyMap<string, string>> {
  const folder = join(findRoot(), TEMPLATE);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map(async (path) => {
    const name = relative(folder, path).split(sep).join('/');
    return [RENAMED[name] ?? name, await readFile(path, 'utf8')] as const;
  });
  return new Map(await Promise.all(files));
}

/** Returns the folder above this file that has the template: a clone, or the installed package. */
export function findRoot(from: string = import.meta.dirname): string {
  if (existsSync(join(from, TEMPLATE))) return from;
  if (dirname(from) === from) throw new Error(`${TEMPLATE} is missing. Install meta-webhooks-aws again.`);
  return findRoot(dirname(from));
}
