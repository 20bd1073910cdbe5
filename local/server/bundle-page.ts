import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { PageFiles } from './page.ts';

const FOLDER = join(import.meta.dirname, '../page');

/** Bundles the page, in memory, once for each start. */
export async function bundlePage(): Promise<PageFiles> {
  const [html, { outputFiles }] = await Promise.all([
    readFile(join(FOLDER, 'page.html'), 'utf8'),
    build({
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
    }),
  ]);
  const find = (extension: string): string => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? '';
  return { html, script: find('.js'), style: find('.css') };
}
