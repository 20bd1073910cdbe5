import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileBlocks } from './compile-blocks.ts';
import { extractBlocks } from './typescript-blocks.ts';

// `npm run check:docs`: compiles every block of TypeScript in the documentation.
const PROJECT = join(import.meta.dirname, '../..');
const FILES = ['*.md', 'docs/**/*.md', 'examples/**/*.md', 'consumers/**/*.md'];
const files = FILES.flatMap((pattern) => globSync(pattern, { cwd: PROJECT }));
const blocks = files.toSorted().flatMap((file) => extractBlocks(file, readFileSync(join(PROJECT, file), 'utf8')));
const errors = compileBlocks(blocks);
for (const error of errors) console.error(error);
console.log(`${blocks.length} blocks of TypeScript in ${files.length} files, ${errors.length} errors`);
if (errors.length > 0) process.exitCode = 1;
