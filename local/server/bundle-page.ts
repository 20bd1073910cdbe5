import { hash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageFiles } from './page.ts';

const FOLDER = join(import.meta.dirname, '../page');
const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/meta-webhooks-page');

/**
 * Bundles the page. The package has {@link file://./packed-page.ts} in place of this module. The bundle of unchanged files is read from the cache, without loading esbuild.
 */
export async function loadPage(): Promise<PageFiles> {
  const cached = join(CACHE, `${await fingerprint()}.json`);
  try {
    return JSON.parse(await readFile(cached, 'utf8')) as PageFiles;
  } catch {
    const files = await build();
    // Without a cache, the next start bundles again.
    await mkdir(CACHE, { recursive: true })
      .then(async () => writeFile(cached, JSON.stringify(files)))
      .catch(() => undefined);
    return files;
  }
}

/** Returns a digest of the page's own files and of the lock file, which fixes the packages. */
async function fingerprint(): Promise<string> {
  const entries = await readdir(FOLDER, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const all = [...paths.toSorted(), join(ROOT, 'package-lock.json')];
  const contents = await Promise.all(all.map(async (path) => readFile(path, 'utf8').catch(() => '')));
  return hash('sha256', JSON.stringify(contents)).slice(0, 32);
}

async function build(): Promise<PageFiles> {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(FOLDER, 'main.tsx')],
    bundle: true,
    write: false,
    outdir: 'page',
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(FOLDER, 'tsconfig.json'),
    define: { 'process.env.NODE_ENV': '"production"' },
    legalComments: 'none',
  });
  const find = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { html: await readFile(join(FOLDER, 'page.html'), 'utf8'), script: find('.js'), style: find('.css') };
}
