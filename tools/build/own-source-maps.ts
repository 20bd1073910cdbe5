import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';

/** Maps a whole file to one position in a file without content. */
const ONE_MAPPING = Buffer.from(
  JSON.stringify({ version: 3, sources: ['library'], sourcesContent: [null], mappings: 'AAAA' }),
).toString('base64');

/** Leaves libraries out of the source maps, which would otherwise be larger than the code. */
export const ownSourceMaps: Plugin = {
  name: 'own-source-maps',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\/.*\.[cm]?js$/ }, ({ path }) => ({
      contents: `${readFileSync(path, 'utf8')}\n//# sourceMappingURL=data:application/json;base64,${ONE_MAPPING}`,
      loader: 'js',
    }));
  },
};

/** Deletes the source maps of chunks that have only libraries. */
export function dropLibraryMaps(folder: string): void {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.map'))) {
    const map = join(folder, name);
    const { sources } = JSON.parse(readFileSync(map, 'utf8')) as { readonly sources: readonly string[] };
    if (!sources.every((source) => /\/node_modules\/|\.mjs$/.test(source))) continue;
    rmSync(map);
    const code = map.slice(0, -'.map'.length);
    writeFileSync(code, readFileSync(code, 'utf8').replace(/\/\/# sourceMappingURL=.*\n$/, ''));
  }
}
