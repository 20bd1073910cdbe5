/** `npm run check:words`: fails if code, docs or help contain a word that this project has replaced. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findOldWords } from './find-old-words.ts';

const ROOT = join(import.meta.dirname, '../..');
/**
 * Files that may contain replaced words: payloads use Meta's words; the list, the CHANGELOG and the comparison of two
 * commits must name the old words.
 */
const LEFT_OUT =
  /^(test\/fixtures\/|docs\/samples\/|tools\/(?:words\/|compare\/renamed)|test\/tools\/words|package-lock\.json|CHANGELOG\.md)/;
const TEXT = /\.(ts|js|json|md|yml|py)$/;

const files = execFileSync('git', ['ls-files'], { cwd: ROOT, encoding: 'utf8' })
  .split('\n')
  .filter((file) => TEXT.test(file) && !LEFT_OUT.test(file));
const findings = files.flatMap((file) =>
  findOldWords(readFileSync(join(ROOT, file), 'utf8')).map((finding) => ({ file, ...finding })),
);

for (const { file, line, found, use } of findings) console.error(`${file}:${line}: "${found}". Write ${use}.`);
console.log(`${files.length} files, ${findings.length} old words`);
process.exitCode = findings.length > 0 ? 1 : 0;
