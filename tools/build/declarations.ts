import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DIST, ENTRIES, PROJECT } from './entries.ts';

const TYPES = join(DIST, 'types');

/** Writes the types: one file per module, and for each entry one for `require` and one for `import`. */
export function buildDeclarations(): void {
  const tsc = join(PROJECT, 'node_modules/typescript-native/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '-p', join(import.meta.dirname, 'tsconfig.json')], {
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`tsc ended with exit code ${status ?? 'none'}. Run npm run check:types.`);
  for (const file of listTypes()) withJsExtensions(file);
  // The package has lambda-assets in place of lambda-bundle, which needs the types of esbuild.
  writeFileSync(join(TYPES, 'lib/lambda-bundle.d.ts'), "export * from './lambda-assets.js';\n");
  for (const { name, source } of ENTRIES) {
    const module = `./types/${source.replace(/\.ts$/, '.js')}`;
    writeFileSync(join(DIST, `${name}.d.ts`), `export * from '${module}';\n`);
    writeFileSync(join(DIST, `${name}.d.mts`), `export * from './${name}.js';\n`);
  }
  removeUnused();
}

const listTypes = (): readonly string[] =>
  readdirSync(TYPES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => join(TYPES, name));

/** The sources import `.ts` files, which only this repository allows. */
function withJsExtensions(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2'));
}

/** Removes the types that no type of an entry refers to: those of the code behind the functions. */
function removeUnused(): void {
  const used = new Set(ENTRIES.map(({ source }) => join(TYPES, source.replace(/\.ts$/, '.d.ts'))));
  // Iterating a set includes items that are added during the iteration.
  for (const file of used) {
    const imports = readFileSync(file, 'utf8').matchAll(/(?:from |import\()['"](\.[^'"]*)\.js['"]/g);
    for (const [, path] of imports) used.add(join(dirname(file), `${path}.d.ts`));
  }
  for (const file of listTypes()) if (!used.has(file)) rmSync(file);
}
