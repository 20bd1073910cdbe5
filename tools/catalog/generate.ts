// npm run catalog: writes docs/events.md, docs/identities.md, docs/schemas/ and docs/samples/ from the catalog.
// npm run catalog -- --check: writes nothing, and fails if a file is not current.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CATALOG_KINDS } from '../../src/catalog/kinds.ts';
import { sampleBody } from '../../src/catalog/samples/sample-body.ts';
import { makeEventsDocument } from './events-document.ts';
import { makeIdentitiesDocument } from './identities-document.ts';
import { makeSchemas } from './value-schemas.ts';
import { makeVariedTable } from './vary-attempts.ts';

const DOCS = new URL('../../docs/', import.meta.url);
/** Folders that contain only generated files. */
const GENERATED_FOLDERS = ['schemas', 'samples'] as const;

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const files = generated();
const stale = [...files.keys()].filter((name) => getContent(name) !== files.get(name));
const orphaned = GENERATED_FOLDERS.flatMap((folder) => namesIn(folder)).filter((name) => !files.has(name));

if (!options.check) {
  for (const folder of GENERATED_FOLDERS) mkdirSync(new URL(`${folder}/`, DOCS), { recursive: true });
  for (const name of stale) writeFileSync(new URL(name, DOCS), files.get(name) ?? '');
  for (const name of orphaned) rmSync(new URL(name, DOCS));
  console.log(`docs: ${files.size} files, ${stale.length} written, ${orphaned.length} removed`);
} else if (stale.length + orphaned.length > 0) {
  console.error(`docs are stale, run npm run catalog: ${[...stale, ...orphaned].join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(`docs: ${files.size} files, all current`);
}

/** @returns content by path below docs/ */
function generated(): ReadonlyMap<string, string> {
  const samples = Map.groupBy(CATALOG_KINDS, ({ object }) => object.object);
  return new Map([
    ['events.md', makeEventsDocument()],
    ['identities.md', makeIdentitiesDocument(makeVariedTable())],
    ...[...makeSchemas()].map(([name, schema]) => [`schemas/${name}`, json(schema)] as const),
    ...[...samples].map(
      ([object, kinds]) =>
        [
          `samples/${object}.json`,
          json(Object.fromEntries(kinds.map((kind) => [kind.key, sampleBody(kind)]))),
        ] as const,
    ),
  ]);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function getContent(name: string): string | undefined {
  try {
    return readFileSync(new URL(name, DOCS), 'utf8');
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(new URL(`${folder}/`, DOCS)).map((name) => `${folder}/${name}`);
  } catch {
    return [];
  }
}
