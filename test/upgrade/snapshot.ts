/**
 * `npm run upgrade:snapshot`: stores the templates of the current version in `test/upgrade/<version>.json`. Refuses to
 * overwrite those of a version that is tagged, because deployments have them.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIGURATIONS, synthesizeStacks, type StoredStacks } from './synthesize.ts';

const PROJECT = join(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
const tag = execFileSync('git', ['tag', '--list', `v${version}`], {
  cwd: PROJECT,
  encoding: 'utf8',
  timeout: 60_000,
}).trim();

if (tag === '') {
  const file = join(import.meta.dirname, `${version}.json`);
  writeFileSync(file, serialize());
  console.log(`test/upgrade/${version}.json: ${Object.keys(CONFIGURATIONS).join(', ')}`);
} else {
  console.error(`${tag} is released. Raise the version in package.json before you store its templates.`);
  process.exitCode = 1;
}

/** One line per resource, so that a diff shows which ones changed. */
function serialize(): string {
  const configurations = Object.entries(CONFIGURATIONS).map(
    ([name, configuration]) => `${JSON.stringify(name)}:{\n${serializeStacks(synthesizeStacks(configuration))}}`,
  );
  return `{\n${configurations.join(',\n')}}\n`;
}

function serializeStacks(stacks: StoredStacks): string {
  const lines = (record: object): string =>
    Object.entries(record)
      .map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)
      .join(',\n');
  return Object.entries(stacks)
    .map(
      ([name, { Resources, Outputs }]) =>
        `${JSON.stringify(name)}:{"Resources":{\n${lines(Resources)}},\n"Outputs":{\n${lines(Outputs)}}}`,
    )
    .join(',\n');
}
