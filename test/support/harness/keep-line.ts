import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of every line that the code under test logs. `npm run check:logs` reads it. */
export const KEPT_LINES = join(import.meta.dirname, '../../../reports/logged');

/** Keeps a line for the check after the suites, in a file of this process. */
export function keepLine(line: unknown): void {
  mkdirSync(KEPT_LINES, { recursive: true });
  appendFileSync(join(KEPT_LINES, `${process.pid}.jsonl`), `${JSON.stringify(line)}\n`);
}
