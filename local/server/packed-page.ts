import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PageFiles } from './page.ts';

/**
 * Reads the page that the build bundled. In the package, this module replaces `bundle-page.ts`, so that the local run
 * needs no bundler.
 */
export async function loadPage(): Promise<PageFiles> {
  const folder = join(import.meta.dirname, '../../page'); // from dist/esm/chunks/
  const read = async (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const [html, script, style] = await Promise.all([read('page.html'), read('page.js'), read('page.css')]);
  return { html, script, style };
}
