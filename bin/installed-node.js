// Plain JavaScript without dependencies, so that it runs on any Node and before `npm ci`.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** Returns the path of the Node that `npm ci` installed. Without it, prints one error and ends the process. */
export function installedNode() {
  const node = join(PROJECT, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (existsSync(node)) return node;
  process.stderr.write(
    'error NOT_INSTALLED: the packages of this project are not installed\nhint: run npm ci, then try again\n',
  );
  process.exit(1);
}
