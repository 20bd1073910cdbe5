import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { makeManifest } from '../../../../cli/commands/init/manifest.ts';
import repository from '../../../../package.json' with { type: 'json' };
import { publishedManifest } from '../../../../tools/build/manifest.ts';

const read = (path: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'));
const lock = read('package-lock.json') as { readonly packages: Readonly<Record<string, { readonly version: string }>> };

interface Manifest {
  readonly engines: object;
  readonly name: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const make = (folder: string): Manifest => JSON.parse(makeManifest(folder)) as Manifest;

it("has this package's version, and the versions of the lock file for everything else", () => {
  const { dependencies, devDependencies } = make('shop');
  const { 'meta-webhooks-aws': own, ...others } = { ...dependencies, ...devDependencies };
  expect(own).toBe(lock.packages['']?.version);
  // Two compilers are installed here, and an app gets the one that checks the types.
  const folder = (name: string): string => (name === 'typescript' ? 'typescript-native' : name);
  const locked = Object.keys(others).map((name) => [name, lock.packages[`node_modules/${folder(name)}`]?.version]);
  expect(others).toEqual(Object.fromEntries(locked));
  expect(Object.keys(others)).toEqual(expect.arrayContaining(['aws-cdk', 'aws-cdk-lib', 'constructs', 'esbuild']));
});

it('needs the Node.js that the command needs', () => {
  const published = publishedManifest(repository);
  expect(make('shop').engines).toEqual(published['engines']);
});

// Names that npm accepts: https://docs.npmjs.com/cli/configuring-npm/package-json#name
it.each([
  { folder: 'shop', name: 'shop' },
  { folder: 'My Shop!', name: 'my-shop' },
  { folder: '.hidden', name: 'hidden' },
  { folder: 'été', name: 't' },
  { folder: '日本', name: 'webhooks' },
])('turns the folder $folder into the name $name', ({ folder, name }) => {
  expect(make(folder).name).toBe(name);
});
