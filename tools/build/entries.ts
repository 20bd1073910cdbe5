import { join } from 'node:path';

/** Root of the repository. */
export const PROJECT = join(import.meta.dirname, '../..');
/** What the build writes: the library, the command and the types. */
export const DIST = join(PROJECT, 'dist');

/** An entry point of the package. */
export interface Entry {
  /** Key in `exports` of package.json, and with `index` for `.` the name of the file in `dist/`. */
  readonly path: '.' | `./${string}`;
  readonly name: string;
  /** Source file in the repository. */
  readonly source: string;
  /** Bundlers of Lambda functions take ES modules with one copy of each class, of which they keep what is used. */
  readonly forBundlers: boolean;
}

const entry = (path: Entry['path'], source: string, forBundlers = true): Entry => ({
  path,
  name: path === '.' ? 'index' : path.slice(2),
  source,
  forBundlers,
});

/** All entry points. `exports` of package.json names the same sources. */
export const ENTRIES: readonly Entry[] = [
  entry('.', 'lib/index.ts', false),
  entry('./events', 'src/events/index.ts'),
  entry('./consumer', 'lambdas/consumers/consumer.ts'),
  entry('./graph', 'lambdas/consumers/graph.ts'),
  entry('./testing', 'src/testing/index.ts'),
];

/** What an app that uses the package installs itself. */
export const PEERS = ['aws-cdk-lib', 'constructs'] as const;

/** What only a browser would load: the AWS SDK parses the name of a browser with it. */
export const BROWSER_PACKAGES = ['bowser'] as const;

/** What one command needs and asks for by name. */
export const OPTIONAL_PACKAGES = ['fauxqs', 'dynalite'] as const;
