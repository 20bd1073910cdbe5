import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildModules } from './command.ts';
import { buildDeclarations } from './declarations.ts';
import { buildLibrary } from './library.ts';
import { buildPage } from './page.ts';
import { DIST, PROJECT } from './entries.ts';

// The second half of `npm run build`: `node bin/bundle.ts` has written the code of the functions to assets/.
rmSync(DIST, { recursive: true, force: true });
mkdirSync(DIST, { recursive: true });
// The repository has ES modules, `dist/` has CommonJS.
writeFileSync(join(DIST, 'package.json'), '{ "type": "commonjs" }\n');
copyFileSync(join(PROJECT, 'bin/packed-command.cjs'), join(DIST, 'meta-webhooks.cjs'));
await buildLibrary();
await buildModules();
await buildPage();
buildDeclarations();
