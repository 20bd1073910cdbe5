import { join } from 'node:path';
import { buildSync } from 'esbuild';

const REQUIRE =
  "import { createRequire as __createRequire } from 'node:module';const require=__createRequire(import.meta.url);";

/**
 * Bundles a file of this folder into one minified file.
 * @returns the path of the bundle
 */
export function bundlePeer(name: string, folder: string): string {
  const outfile = join(folder, `${name}.mjs`);
  buildSync({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    mainFields: ['module', 'main'],
    banner: { js: REQUIRE },
  });
  return outfile;
}
