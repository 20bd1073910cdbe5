import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { COMPILE_CACHE } from './compile-cache.ts';

const PROJECT = pathToFileURL(join(import.meta.dirname, '../../..')).href;

/**
 * Runs JavaScript in a new process.
 * @param script - may import modules of the project as `${project}/cli/run-cli.ts`, and must print nothing
 * @param args - what the script finds in `process.argv` from the third element
 * @returns the names of the npm packages that node loaded
 */
export async function loadedPackages(
  script: (project: string) => string,
  args: readonly string[] = [],
): Promise<readonly string[]> {
  const counted = `
    import { registerHooks } from 'node:module';
    const packages = new Set();
    registerHooks({
      load: (url, context, next) => {
        const name = /.*\\/node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
        if (name !== undefined) packages.add(name);
        return next(url, context);
      },
    });
    ${script(PROJECT)}
    console.error(JSON.stringify([...packages].sort()));`;
  const { stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '-e', counted, 'script', ...args],
    { env: COMPILE_CACHE, timeout: 60_000 },
  );
  return JSON.parse(stderr) as readonly string[];
}
