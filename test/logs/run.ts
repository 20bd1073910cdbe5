/**
 * `npm run check:logs`: looks through every line that the suites before it have logged, on the emulator too, for what
 * was planted in them: secrets, signatures, tokens, phone numbers, message texts. Validates every line with metrics
 * against CloudWatch's embedded metric format.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT_LINES } from '../support/harness/keep-line.ts';
import { findEmfProblems } from './emf-problems.ts';
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
  leaksIn(withoutTimes(line), planted).map((what) => `${file}: ${what} in a line with ${getMessage(line)}`),
);

const documents = lines.map(({ file, line }) => ({ file, line, document: readDocument(line) }));
const withMetrics = documents.filter(({ document }) => typeof document === 'object' && '_aws' in (document ?? {}));
const broken = withMetrics.flatMap(({ file, line, document }) =>
  findEmfProblems(document).map((problem) => `${file}: ${problem} in a line with ${getMessage(line)}`),
);

for (const problem of new Set([...leaks, ...broken])) console.error(problem);
console.log(
  `${lines.length} lines looked through for ${planted.size} texts of the fixtures, secrets, signatures and ` +
    `tokens: ${leaks.length} leaks. ${withMetrics.length} have metrics: ${broken.length} problems`,
);
if (lines.length === 0) console.error('no lines: run the suites first, e.g. npm test');
process.exitCode = lines.length === 0 || leaks.length + broken.length > 0 ? 1 : 0;

/**
 * The clock of many tests stands at a time that fixtures have too, and so does the latency of a change that was sent in
 * 1970.
 */
function withoutTimes(line: string): string {
  return line.replaceAll(/"(?:Timestamp|EndToEndLatency)":[\d,[\]]+/g, '');
}

/** On the emulator, what a function has printed is the message of a line. */
function readDocument(line: string): unknown {
  const document = JSON.parse(line) as { message?: unknown };
  const { message } = document;
  if (typeof message !== 'string' || !message.startsWith('{')) return document;
  try {
    return JSON.parse(message);
  } catch {
    return document;
  }
}

/** What tells the line from others; the line itself is not shown, it may hold a secret. */
function getMessage(line: string): string {
  const { message, code } = JSON.parse(line) as { message?: unknown; code?: unknown };
  return JSON.stringify({ message, code });
}
