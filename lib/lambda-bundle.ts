import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { AssetHashType, DockerImage } from 'aws-cdk-lib/core';
import { buildSync } from 'esbuild';
import type { Metafile } from 'esbuild';

/** The functions that are deployed. */
export type LambdaName = 'ingress' | 'worker' | 'story-insights' | 'mention-replies';

/** Each has a folder of `lambdas/` with an `index.ts`. */
const FOLDERS: Readonly<Record<LambdaName, string>> = {
  ingress: 'ingress',
  worker: 'worker',
  'story-insights': 'consumers/story-insights',
  'mention-replies': 'consumers/mention-replies',
};

/** Where there is more than `index.ts`: what a function starts as a process of its own. */
const ENTRIES: Readonly<Partial<Record<LambdaName, readonly string[]>>> = { worker: ['index.ts', 'split-child.ts'] };

/** Bytes of minified code that a function may have. */
interface SizeBudget {
  /** What every cold start loads: the entry and all that it imports statically. */
  readonly staticBytes: number;
  /** That, and what is loaded on demand. */
  readonly totalBytes: number;
}

const KB = 1024;

/** Loading code is most of a cold start: what grows past this has to be looked at. */
const BUDGETS: Readonly<Record<LambdaName, SizeBudget>> = {
  ingress: { staticBytes: 290 * KB, totalBytes: 600 * KB },
  worker: { staticBytes: 400 * KB, totalBytes: 715 * KB },
  'story-insights': { staticBytes: 255 * KB, totalBytes: 400 * KB },
  'mention-replies': { staticBytes: 325 * KB, totalBytes: 475 * KB },
};

const PROJECT = join(import.meta.dirname, '..');
const LAMBDAS = join(PROJECT, 'lambdas');

/**
 * A function's code for the stack: bundled here at synth, hashed by its output. Docker is never used.
 * @param entryRoot - folder that holds the functions' folders
 * @throws Error when it does not build or exceeds its size budget
 * @default entryRoot `lambdas/`
 */
export function lambdaCode(name: LambdaName, entryRoot = LAMBDAS): Code {
  return bundledCode(join(entryRoot, FOLDERS[name]), (outdir) => bundleLambda(name, outdir, entryRoot));
}

/**
 * The code of a consumer of yours, bundled as ours is, without a size budget.
 * @param folder - absolute path; has an `index.ts` that exports `handler`
 * @throws Error when it does not build
 */
export function consumerCode(folder: string): Code {
  return bundledCode(folder, (outdir) => bundle(folder, outdir));
}

function bundledCode(folder: string, build: (outdir: string) => Metafile): Code {
  const tryBundle = (outdir: string): boolean => {
    build(outdir);
    return true; // false would make CDK try the image
  };
  return Code.fromAsset(folder, {
    assetHashType: AssetHashType.OUTPUT,
    bundling: { image: DockerImage.fromRegistry('docker-is-never-used'), local: { tryBundle } },
  });
}

/**
 * Bundles a function to `index.mjs` and the chunks it loads on demand.
 * @param outdir - absolute path
 * @param entryRoot - folder that holds the functions' folders
 * @returns which input contributed how many bytes to which output
 * @throws Error when it does not build or exceeds its size budget
 * @default entryRoot `lambdas/`
 */
export function bundleLambda(name: LambdaName, outdir: string, entryRoot = LAMBDAS): Metafile {
  const metafile = bundle(join(entryRoot, FOLDERS[name]), outdir, entryRoot === LAMBDAS ? ENTRIES[name] : undefined);
  checkBudget(name, metafile);
  return metafile;
}

function bundle(folder: string, outdir: string, entries: readonly string[] = ['index.ts']): Metafile {
  return buildSync({
    absWorkingDir: PROJECT, // the same paths, so the same hashes, wherever it is called from
    entryPoints: entries.map((entry) => join(folder, entry)),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: false,
    metafile: true,
  }).metafile;
}

/**
 * Adds up a bundle.
 * @returns bytes loaded by every cold start, and bytes in all
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
      `the bundle of ${name} has ${bytes} bytes ${what}. Its largest inputs:\n` +
        `${largestInputs(metafile, outputs).join('\n')}\nTake something out, or raise the budget in ` +
        `lib/lambda-bundle.ts.`,
    );
  if (size.staticBytes > budget.staticBytes) {
    throw over(`loaded at start, its budget is ${budget.staticBytes}`, size.staticBytes, staticOutputs(metafile));
  }
  if (size.totalBytes > budget.totalBytes) {
    throw over(`in all, its budget is ${budget.totalBytes}`, size.totalBytes, Object.keys(metafile.outputs));
  }
}

/** The entry's output and every output it imports statically, however far away. */
function staticOutputs(metafile: Metafile): readonly string[] {
  const entries = Object.keys(metafile.outputs).filter((path) => path.endsWith('/index.mjs'));
  const found = new Set(entries);
  // A set hands out what is added to it while it is walked.
  for (const path of found) {
    const imports = output(metafile, path).imports.filter(
      ({ kind, external }) => kind !== 'dynamic-import' && !external,
    );
    for (const imported of imports) found.add(imported.path);
  }
  return [...found];
}

/** The five inputs that contribute most to these outputs, one line each. */
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
  if (!found) throw new Error(`esbuild's metafile names ${path} but does not describe it`);
  return found;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
