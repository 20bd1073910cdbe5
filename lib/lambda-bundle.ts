import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { buildSync } from 'esbuild';
import type { Metafile } from 'esbuild';
import type { LambdaName } from './lambda-assets.ts';

export type { LambdaName } from './lambda-assets.ts';

/** Folder of each function in `lambdas/`, with an `index.ts`. */
const FOLDERS: Readonly<Record<LambdaName, string>> = {
  ingress: 'ingress',
  worker: 'worker',
  'story-insights': 'consumers/story-insights',
  'mention-replies': 'consumers/mention-replies',
};

/** Entry points other than only `index.ts`: scripts that a function starts as a separate process. */
const ENTRIES: Readonly<Partial<Record<LambdaName, readonly string[]>>> = { worker: ['index.ts', 'split-child.ts'] };

/** Maximum size of a function's minified code, in bytes. */
interface SizeBudget {
  /** Code that every cold start loads: the entry point and its static imports. */
  readonly staticBytes: number;
  /** All code, including code that is loaded on demand. */
  readonly totalBytes: number;
}

const KB = 1024;

/** Loading code takes most of a cold start, so growth beyond these sizes needs a review. */
const BUDGETS: Readonly<Record<LambdaName, SizeBudget>> = {
  ingress: { staticBytes: 290 * KB, totalBytes: 600 * KB },
  worker: { staticBytes: 400 * KB, totalBytes: 715 * KB },
  'story-insights': { staticBytes: 255 * KB, totalBytes: 400 * KB },
  'mention-replies': { staticBytes: 325 * KB, totalBytes: 475 * KB },
};

const PROJECT = join(import.meta.dirname, '..');
const LAMBDAS = join(PROJECT, 'lambdas');

/**
 * Bundles a function's code at synthesis, without Docker. The asset hash is the hash of the output. The package has
 * {@link file://./lambda-assets.ts} in place of this module: there the code is already bundled.
 * @param entryRoot - folder with the functions' folders
 * @throws Error if the build fails or the bundle exceeds its size budget
 * @default entryRoot `lambdas/`
 */
export function lambdaCode(name: LambdaName, entryRoot = LAMBDAS): Code {
  return bundledCode(join(entryRoot, FOLDERS[name]), (outdir) => bundleLambda(name, outdir, entryRoot));
}

function bundledCode(folder: string, build: (outdir: string) => Metafile): Code {
  const tryBundle = (outdir: string): boolean => {
    build(outdir);
    return true; // with false, CDK would use the Docker image
  };
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image: DockerImage.fromRegistry('docker-is-never-used'), local: { tryBundle } },
  });
}

/**
 * Bundles a function to `index.mjs` and the chunks that it loads on demand.
 * @param outdir - absolute path
 * @param entryRoot - folder with the functions' folders
 * @returns esbuild's metafile, with the size of each input in each output
 * @throws Error if the build fails or the bundle exceeds its size budget
 * @default entryRoot `lambdas/`
 */
export function bundleLambda(name: LambdaName, outdir: string, entryRoot = LAMBDAS): Metafile {
  const metafile = bundle(join(entryRoot, FOLDERS[name]), outdir, entryRoot === LAMBDAS ? ENTRIES[name] : undefined);
  checkBudget(name, metafile);
  return metafile;
}

function bundle(folder: string, outdir: string, entries: readonly string[] = ['index.ts']): Metafile {
  return buildSync({
    absWorkingDir: PROJECT, // the same paths, and so the same hashes, from any working directory
    entryPoints: entries.map((entry) => join(folder, entry)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    external: ['bowser'], // only a browser would load it: the AWS SDK parses the name of a browser with it
    minify: true,
    legalComments: 'none',
    sourcemap: false,
    metafile: true,
    logLevel: 'silent', // the error that it throws says the same
  }).metafile;
}

/**
 * Returns the size of a bundle: the bytes that every cold start loads, and the total.
 */
export function bundleSize(metafile: Metafile): SizeBudget {
  return {
    staticBytes: sum(staticOutputs(metafile).map((path) => output(metafile, path).bytes)),
    totalBytes: sum(Object.values(metafile.outputs).map(({ bytes }) => bytes)),
  };
}

function checkBudget(name: LambdaName, metafile: Metafile): void {
  const size = bundleSize(metafile);
  const budget = BUDGETS[name];
  const over = (what: string, bytes: number, outputs: readonly string[]): Error =>
    new Error(
      `The bundle of ${name} has ${bytes} bytes ${what}. Its largest inputs:\n` +
        `${largestInputs(metafile, outputs).join('\n')}\nRemove code, or raise the budget in ` +
        `lib/lambda-bundle.ts.`,
    );
  if (size.staticBytes > budget.staticBytes) {
    throw over(`loaded at start, its budget is ${budget.staticBytes}`, size.staticBytes, staticOutputs(metafile));
  }
  if (size.totalBytes > budget.totalBytes) {
    throw over(`in total, its budget is ${budget.totalBytes}`, size.totalBytes, Object.keys(metafile.outputs));
  }
}

/** Returns the outputs of the entry point and of all its direct and indirect static imports. */
function staticOutputs(metafile: Metafile): readonly string[] {
  const entries = Object.keys(metafile.outputs).filter((path) => path.endsWith('/index.mjs'));
  const found = new Set(entries);
  // Iterating a set includes items that are added during the iteration.
  for (const path of found) {
    const imports = output(metafile, path).imports.filter(
      ({ kind, external }) => kind !== 'dynamic-import' && !external,
    );
    for (const imported of imports) found.add(imported.path);
  }
  return [...found];
}

/** Returns the five largest inputs of these outputs, one line each. */
function largestInputs(metafile: Metafile, outputs: readonly string[]): readonly string[] {
  const bytes = new Map<string, number>();
  for (const [input, { bytesInOutput }] of outputs.flatMap((path) => Object.entries(output(metafile, path).inputs))) {
    bytes.set(input, (bytes.get(input) ?? 0) + bytesInOutput);
  }
  const largest = [...bytes].sort(([, a], [, b]) => b - a).slice(0, 5);
  return largest.map(([input, size]) => `  ${size} ${input}`);
}

function output(metafile: Metafile, path: string): Metafile['outputs'][string] {
  const found = metafile.outputs[path];
  if (!found) throw new Error(`The esbuild metafile refers to ${path} but does not describe it.`);
  return found;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
