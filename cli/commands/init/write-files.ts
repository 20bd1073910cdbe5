import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CliError } from '../../errors/cli-error.ts';

/**
 * Checks that nothing is in a folder.
 * @param typed - the folder as the user typed it, for the message
 * @throws {@link CliError} FILE_REFUSED if it has content or is not a folder
 */
export async function checkIsFree(folder: string, typed: string): Promise<void> {
  const names = await readdir(folder).catch((error: unknown) => {
    const { code, name } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return [];
    throw refusal(`${typed} cannot be used (${code ?? name})`, error);
  });
  if (names.length > 0) throw refusal(`${typed} is not empty`);
}

/**
 * Writes files, and never replaces one.
 * @param files - content by path below the folder
 * @throws {@link CliError} FILE_REFUSED
 */
export async function writeFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, content] of files) {
    const path = join(folder, name);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content, { flag: 'wx' });
    } catch (error) {
      const { code, name: kind } = error as NodeJS.ErrnoException;
      throw refusal(`${path} cannot be written (${code ?? kind})`, error);
    }
  }
}

function refusal(message: string, cause?: unknown): CliError {
  return new CliError('FILE_REFUSED', { message, hint: 'Choose a folder that does not exist or is empty.' }, { cause });
}
