import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeManifest } from '../../cli/commands/init/manifest.ts';
import { checkCommands } from './check-commands.ts';
import { checkLinks } from './check-links.ts';
import { findInMarkdown, findInSource } from './command-lines.ts';
import { compileBlocks } from './compile-blocks.ts';
import { extractBlocks } from './typescript-blocks.ts';

// `npm run check:docs`: compiles every block of TypeScript in the documentation, parses every command line there and in
// the texts that the product prints, and follows every relative link.
const PROJECT = join(import.meta.dirname, '../..');
const DOCUMENTS = ['*.md', 'docs/**/*.md', 'examples/**/*.md', 'consumers/**/*.md', 'templates/**/*.md'];
/** Help texts, hints, alarms. */
const SOURCES = ['bin/*.ts', 'cli/**/*.ts', 'lib/**/*.ts', 'lambdas/**/*.ts', 'local/**/*.{ts,tsx}', 'src/**/*.ts'];
/** They name the commands of their time. */
const HISTORY = /^CHANGELOG\.md$|^docs\/adr\//;

const read = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');
const list = (patterns: readonly string[]): readonly string[] =>
  patterns.flatMap((pattern) => globSync(pattern, { cwd: PROJECT })).toSorted();

const documents = new Map(list(DOCUMENTS).map((path) => [path, read(path)]));
const blocks = [...documents].flatMap(([path, text]) => extractBlocks(path, text));
const commands = [
  ...[...documents].filter(([path]) => !HISTORY.test(path)).flatMap(([path, text]) => findInMarkdown(path, text)),
  ...list(SOURCES).flatMap((path) => findInSource(path, read(path))),
];
const listScripts = (manifest: string): ReadonlySet<string> =>
  new Set(Object.keys((JSON.parse(manifest) as { readonly scripts: object }).scripts));
const [inApps, inRepository] = [true, false].map((isApp) =>
  commands.filter(({ place }) => place.startsWith('templates/') === isApp),
);
const errors = [
  ...compileBlocks(blocks),
  ...(await checkCommands(inRepository ?? [], listScripts(read('package.json')))),
  ...(await checkCommands(inApps ?? [], listScripts(makeManifest('app')))),
  ...checkLinks({ documents, exists: (path) => existsSync(join(PROJECT, path)) }),
];
for (const error of errors) console.error(error);
const counts = `${blocks.length} blocks of TypeScript and ${commands.length} command lines`;
console.log(`${counts} in ${documents.size} documents and the sources, ${errors.length} errors`);
if (errors.length > 0) process.exitCode = 1;
