/**
 * `npm run check:logs`: looks through every line that the suites before it have logged, on the emulator too, for what
 * was
 * planted in them: secrets, signatures, tokens, phone numbers, message texts.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_LINES } from '../support/harness/keep-line.ts';
import { leaksIn, plantedTexts } from './leaks.ts';

const planted = plantedTexts();
const files = existsSync(KEPT_LINES) ? readdirSync(KEPT_LINES) : [];
const lines = files.flatMap((file) =>
  readFileSync(join(KEPT_LINES, file), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ file, line })),
);
const leaks = lines.flatMap(({ file, line }) =>
  leaksIn(line, planted).map((what) => `${file}: ${what} in a line with ${getMessage(line)}`),
);

for (const leak of new Set(leaks)) console.error(leak);
console.log(
  `${lines.length} lines looked through for ${planted.size} texts of the fixtures, secrets, signatures and ` +
    `tokens: ${leaks.length} leaks`,
);
if (lines.length === 0) console.error('no lines: run the suites first, e.g. npm test');
process.exitCode = lines.length === 0 || leaks.length > 0 ? 1 : 0;

/** What tells the line from others; the line itself is not shown, it may hold a secret. */
function getMessage(line: string): string {
  const { message, code } = JSON.parse(line) as { message?: unknown; code?: unknown };
  return JSON.stringify({ message, code });
}
