import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { DIST, ENTRIES, OPTIONAL_PACKAGES } from './entries.ts';
import { bundleModules } from './library.ts';

/**
 * The command, and what its local run starts apart: the program that splits a body, and the thread of a consumer. They
 * are beside the chunks, whose code starts them.
 */
const COMMAND = {
  'meta-webhooks': 'bin/meta-webhooks.ts',
  'chunks/split-child': 'lambdas/worker/split-child.ts',
  'chunks/consumer-worker': 'local/consumer-worker.ts',
};

/**
 * Writes the ES modules: the command with all its libraries, and the entries for bundlers, which keep only what a
 * function uses. Both share the AWS SDK. Only what `dev` needs stays outside, because it has native parts.
 */
export async function buildModules(): Promise<void> {
  const forBundlers = ENTRIES.filter((entry) => entry.forBundlers);
  const entryPoints = { ...COMMAND, ...Object.fromEntries(forBundlers.map(({ name, source }) => [name, source])) };
  const { outputs } = await bundleModules(entryPoints, { outdir: join(DIST, 'esm'), sourcemap: false });
  checkOptionalPackages(outputs);
}

/** Fails if a command that needs no optional package would load one. */
function checkOptionalPackages(outputs: Metafile['outputs']): void {
  const loaded = new Set(Object.keys(outputs).filter((path) => path.endsWith('/meta-webhooks.mjs')));
  for (const path of loaded) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind !== 'import-statement') continue;
      if (!external) loaded.add(imported);
      else if (OPTIONAL_PACKAGES.some((name) => name === imported)) {
        throw new Error(`Every command loads ${imported}. Import it only where it is used, with import().`);
      }
    }
  }
}
