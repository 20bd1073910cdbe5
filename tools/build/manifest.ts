import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENTRIES, PROJECT, type Entry, type OPTIONAL_PACKAGES } from './entries.ts';

/** The part of package.json that the published one has too. */
interface SourceManifest {
  readonly [member: string]: unknown;
  readonly devDependencies: Readonly<Record<string, string>>;
  /**
   * The command by its names. One is the name of the package: where nothing is installed, npx takes the first word for
   * the name of a package, and `npx meta-webhooks` would ask the registry for another one.
   */
  readonly bin: Readonly<Record<string, string>>;
}

/** Where npm finds the sources of a package. */
export interface Repository {
  readonly type: 'git';
  readonly url: string;
}

/** Members of package.json that are published as they are. */
const KEPT = [
  'name',
  'version',
  'description',
  'keywords',
  'license',
  'type',
  'author',
  'repository',
  'bugs',
  'homepage',
];

/**
 * The oldest peers with which the package synthesizes and type-checks. `npm run test:package` tests them.
 * `Validations.acknowledge` exists from aws-cdk-lib 2.252.0.
 */
export const PEER_FLOOR = { 'aws-cdk-lib': '2.252.0', constructs: '10.5.0' } as const;

/** The oldest Node.js that runs the command: `dev` loads the TypeScript files of an app as they are. */
const MINIMUM_NODE = '22.18';

/** What only some apps need: esbuild bundles consumers, the others run the receiver on this machine. */
const OPTIONAL_PEERS = { esbuild: '*', fauxqs: '^2.4.1', dynalite: '^4.0.0' } as const satisfies Readonly<
  Record<'esbuild' | (typeof OPTIONAL_PACKAGES)[number], string>
>;

/**
 * Returns the repository of the workflow that packs. npm publishes with provenance only if package.json names the
 * repository that the workflow runs in.
 * @param environment - GITHUB_REPOSITORY (`owner/name`) and GITHUB_SERVER_URL, which GitHub sets
 * @returns undefined outside a workflow
 * @see https://docs.npmjs.com/generating-provenance-statements (2026-11)
 */
export function findRepository(environment: NodeJS.ProcessEnv): Repository | undefined {
  const { GITHUB_REPOSITORY: name, GITHUB_SERVER_URL: server = 'https://github.com' } = environment;
  return name ? { type: 'git', url: `git+${server}/${name}.git` } : undefined;
}

/**
 * Returns the package.json that is published. In the repository everything runs from the TypeScript sources, and so its
 * own `exports` names them; here `exports` names what the build wrote.
 * @param repository - if package.json does not name it
 */
export function publishedManifest(source: SourceManifest, repository?: Repository): Readonly<Record<string, unknown>> {
  const { bin, devDependencies } = source;
  return {
    ...(repository && { repository }),
    ...Object.fromEntries(KEPT.filter((member) => member in source).map((member) => [member, source[member]])),
    main: './dist/index.js',
    types: './dist/index.d.ts',
    exports: {
      ...Object.fromEntries(ENTRIES.map((entry) => [entry.path, conditions(entry)])),
      './package.json': './package.json',
    },
    bin: Object.fromEntries(Object.keys(bin).map((name) => [name, 'dist/meta-webhooks.cjs'])),
    files: ['dist', 'assets', 'templates'],
    sideEffects: false,
    engines: { node: `>=${MINIMUM_NODE}` },
    // The types of the handlers. All other libraries are bundled.
    dependencies: { '@types/aws-lambda': devDependencies['@types/aws-lambda'] },
    peerDependencies: {
      ...Object.fromEntries(Object.entries(PEER_FLOOR).map(([name, floor]) => [name, `^${floor}`])),
      ...OPTIONAL_PEERS,
    },
    peerDependenciesMeta: Object.fromEntries(Object.keys(OPTIONAL_PEERS).map((name) => [name, { optional: true }])),
  };
}

/** `import` and `require` load one file. Bundlers of functions take the ES modules, of which they keep what is used. */
function conditions({ name, forBundlers }: Entry): Readonly<Record<string, unknown>> {
  return {
    import: { types: `./dist/${name}.d.mts`, ...bundler(name, forBundlers), default: `./dist/${name}.mjs` },
    require: { types: `./dist/${name}.d.ts`, ...bundler(name, forBundlers), default: `./dist/${name}.js` },
  };
}

const bundler = (name: string, has: boolean): object => (has ? { module: `./dist/esm/${name}.mjs` } : {});

const MANIFEST = join(PROJECT, 'package.json');
/** The repository's own package.json while the published one is in its place. */
const REPOSITORY_MANIFEST = join(PROJECT, 'package.json.repository');

/** Puts the published package.json in the place of the repository's own, for `npm pack`. */
export function usePublishedManifest(): void {
  restoreManifest(); // an earlier `npm pack` was interrupted
  const text = readFileSync(MANIFEST, 'utf8');
  const published = publishedManifest(JSON.parse(text) as SourceManifest, findRepository(process.env));
  writeFileSync(REPOSITORY_MANIFEST, text);
  writeFileSync(MANIFEST, `${JSON.stringify(published, null, 2)}\n`);
}

/** Puts the repository's own package.json back. */
export function restoreManifest(): void {
  if (existsSync(REPOSITORY_MANIFEST)) renameSync(REPOSITORY_MANIFEST, MANIFEST);
}
