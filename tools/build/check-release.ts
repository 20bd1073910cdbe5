import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from './entries.ts';
import { findRepository } from './manifest.ts';
import { releaseProblems } from './release-problems.ts';

// `node tools/build/check-release.ts v0.1.0`: whether the repository is ready for the tag.
const read = (name: string): string => readFileSync(join(PROJECT, name), 'utf8');
const { version, repository = findRepository(process.env) } = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly repository?: unknown;
};
const problems = releaseProblems({
  tag: process.argv[2] ?? '',
  version,
  changelog: read('CHANGELOG.md'),
  hasRepository: repository !== undefined,
});
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
