import repository from '../../../package.json' with { type: 'json' };

/** What a new app gets from this repository's own package.json, with the same exact version. */
const DEPENDENCIES = ['aws-cdk-lib', 'constructs'] as const;
const DEV_DEPENDENCIES = [
  '@jest/globals',
  '@swc/core',
  '@swc/jest',
  '@types/node',
  'aws-cdk',
  'dynalite',
  'esbuild',
  'fauxqs',
  'jest',
  // Whatever Node.js the machine has, npm and npx run the app's commands on this one.
  'node',
] as const;

/** The name and the version of this package. */
export const { name: PACKAGE, version: VERSION } = repository;
const { devDependencies: TESTED } = repository;
/** The compiler that checks this package's types. The linter needs the one before it, so it has another name here. */
const TYPESCRIPT = TESTED['typescript-native'].replace('npm:typescript@', '');

/** The oldest Node.js that runs TypeScript files as they are. */
export const MINIMUM_NODE = '22.18';

/**
 * Returns the package.json of a new app: this package's version, and the versions of the CDK and the tools that are
 * tested with it.
 * @param folderName - becomes the name, as far as npm allows
 */
export function makeManifest(folderName: string): string {
  const manifest = {
    name: toPackageName(folderName),
    version: '0.1.0',
    private: true,
    type: 'module',
    engines: { node: `>=${MINIMUM_NODE}` },
    scripts: { test: 'jest', types: 'tsc', synth: 'cdk synth --quiet', deploy: 'cdk deploy' },
    dependencies: { ...pick(DEPENDENCIES), [PACKAGE]: VERSION },
    devDependencies: { ...pick(DEV_DEPENDENCIES), typescript: TYPESCRIPT },
    // The packages whose install script npm runs: each gets its program for this machine.
    allowScripts: { node: true, '@swc/core': true, esbuild: true, '@parcel/watcher': false, 'classic-level': false },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function pick(names: readonly (keyof typeof TESTED)[]): Readonly<Record<string, string>> {
  return Object.fromEntries(names.map((name) => [name, TESTED[name]]));
}

/** npm allows lowercase letters, digits, `-`, `_` and `.`, and no `.` or `_` at the start. */
function toPackageName(text: string): string {
  const allowed = text.toLowerCase().replace(/[^a-z0-9._-]+/g, '-');
  return allowed.replace(/^[._-]+|-+$/g, '').slice(0, 214) || 'webhooks';
}
