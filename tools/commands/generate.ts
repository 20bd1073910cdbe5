// npm run docs:commands: writes docs/commands.md from the commands in cli/registry.ts.
// npm run docs:commands -- --check: writes nothing, and fails if the file is not current.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeCommandsDocument } from './commands-document.ts';

const FILE = new URL('../../docs/commands.md', import.meta.url);

const { values: options } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const document = makeCommandsDocument();
const isCurrent = existsSync(FILE) && readFileSync(FILE, 'utf8') === document;

if (!options.check) {
  if (!isCurrent) writeFileSync(FILE, document);
  console.log(`docs/commands.md: ${isCurrent ? 'current' : 'written'}`);
} else if (isCurrent) {
  console.log('docs/commands.md: current');
} else {
  console.error('docs/commands.md is not current. Run npm run docs:commands.');
  process.exitCode = 1;
}
