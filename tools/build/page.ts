import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadPage } from '../../local/server/bundle-page.ts';
import { DIST } from './entries.ts';

/** Writes the page of the local run. */
export async function buildPage(): Promise<void> {
  const { html, script, style } = await loadPage();
  const folder = join(DIST, 'page');
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries({ 'page.html': html, 'page.js': script, 'page.css': style }))
    writeFileSync(join(folder, name), text);
}
