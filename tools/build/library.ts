import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild';
import { BROWSER_PACKAGES, DIST, ENTRIES, OPTIONAL_PACKAGES, PEERS, PROJECT, type Entry } from './entries.ts';
import { dropLibraryMaps, ownSourceMaps } from './own-source-maps.ts';

/** The oldest Node.js that runs what consumers import. */
const TARGET = 'node22';

/** Node.js prints the line that threw an uncaught error. A failed synthesis must not print a whole minified file. */
const LINE_CHARACTERS = 200;

/**
 * In the package, the code of the functions is in `assets/`, and the page of the local run in `dist/page/`: nothing
 * bundles them when they are used.
 */
const prebuilt: Plugin = {
  name: 'prebuilt',
  setup(bundler) {
    bundler.onResolve({ filter: /\/lambda-bundle\.ts$/ }, () => ({ path: join(PROJECT, 'lib/lambda-assets.ts') }));
    bundler.onResolve({ filter: /\/bundle-page\.ts$/ }, () => ({ path: join(PROJECT, 'local/server/packed-page.ts') }));
  },
};

/** What all steps of the build have in common. */
const SHARED = {
  absWorkingDir: PROJECT,
  platform: 'node',
  target: TARGET,
  minify: true,
  lineLimit: LINE_CHARACTERS,
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

/**
 * Bundles entries to ES modules. What several of them use is in chunks, so that it exists once.
 * @param entryPoints - sources by name of the output
 */
export async function bundleModules(
  entryPoints: Readonly<Record<string, string>>,
  options: { readonly outdir: string; readonly sourcemap: boolean },
): Promise<Metafile> {
  const { metafile } = await build({
    ...SHARED,
    ...options,
    entryPoints,
    define: { 'Error.isError': 'isError' },
    inject: [join(import.meta.dirname, 'is-error.ts')],
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    external: [...PEERS.flatMap((peer) => [peer, `${peer}/*`]), ...OPTIONAL_PACKAGES, ...BROWSER_PACKAGES],
    plugins: [prebuilt, ownSourceMaps],
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
  });
  return metafile;
}

/**
 * Writes the library: CommonJS with one copy of each class for all entries, and ES modules that export the same
 * objects.
 */
export async function buildLibrary(): Promise<void> {
  const modules = mkdtempSync(join(DIST, 'modules-'));
  try {
    const entryPoints = Object.fromEntries(ENTRIES.map(({ name, source }) => [name, source]));
    await bundleModules(entryPoints, { outdir: modules, sourcemap: true });
    await toCommonJs(modules);
  } finally {
    rmSync(modules, { recursive: true });
  }
  for (const entry of ENTRIES) writeWrapper(entry);
}

/** Converts each module to CommonJS. The chunks stay apart, because each file is converted alone. */
async function toCommonJs(modules: string): Promise<void> {
  await build({
    ...SHARED,
    entryPoints: [join(modules, '*.mjs'), join(modules, 'chunks/*.mjs')],
    outbase: modules,
    outdir: DIST,
    sourcemap: 'linked',
    sourcesContent: false, // names and lines are enough for a stack trace, and a third of the size
    format: 'cjs',
    supported: { 'dynamic-import': false }, // require instead: Jest runs no import() of CommonJS
    define: { 'import.meta.dirname': '__dirname' },
    plugins: [requireJs],
    bundle: true,
  });
  dropLibraryMaps(join(DIST, 'chunks'));
}

/** Leaves imports as they are, except that a chunk's CommonJS file ends in `.js`. */
const requireJs: Plugin = {
  name: 'require-js',
  setup(bundler) {
    bundler.onResolve({ filter: /.*/ }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.mjs$/, '.js'), external: true },
    );
  },
};

/** Writes the ES module of an entry: Node.js loads the CommonJS file once, however it is imported. */
function writeWrapper({ name }: Entry): void {
  const require = createRequire(join(DIST, 'index.js'));
  const names = Object.keys(require(`./${name}.js`) as object).filter((exported) => exported !== '__esModule');
  const lines = [`import entry from './${name}.js';`, `export const { ${names.join(', ')} } = entry;`, ''];
  writeFileSync(join(DIST, `${name}.mjs`), lines.join('\n'));
}
