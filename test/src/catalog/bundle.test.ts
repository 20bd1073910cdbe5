import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAX_CATALOG_BYTES = 40 * 1024;

describe('the catalog in a bundle', () => {
  it('takes at most 40 KB, and brings neither samples nor types of values', async () => {
    const contents = "export * from './src/pipeline/change/split.ts'; export * from './src/catalog/unknown-shapes.ts';";
    const { metafile } = await build({
      stdin: { contents, resolveDir: ROOT, loader: 'ts' },
      absWorkingDir: ROOT,
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
      write: false,
      metafile: true,
    });
    const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
    const catalog = inputs.filter(([path]) => path.startsWith('src/catalog/'));
    expect(catalog.length).toBeGreaterThan(10);
    expect(catalog.reduce((bytes, [, { bytesInOutput }]) => bytes + bytesInOutput, 0)).toBeLessThanOrEqual(
      MAX_CATALOG_BYTES,
    );
    expect(catalog.filter(([path]) => path.includes('/samples/') || path.includes('/values/'))).toEqual([]);
  });
});
