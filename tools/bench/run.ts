/** `npm run bench`: measures the deployed code beside its peers and limits, and prints a table. */
import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import type { Figure } from './figure.ts';
import { holds } from './figure.ts';
import { formatTable } from './report/table.ts';
import { writeReport } from './report/write-report.ts';

const MEASUREMENTS = ['verify', 'split', 'warm', 'server', 'worker', 'cold', 'sustained'] as const;
const ROOT = join(import.meta.dirname, '../..');
const run = promisify(execFile);

/** What one measurement found, or why it failed. */
export interface Measured {
  readonly name: string;
  readonly figures: readonly Figure[];
  readonly failure?: string;
}

async function measure(name: string): Promise<Measured> {
  process.stderr.write(`measuring ${name} …\n`);
  try {
    const { stdout } = await run(process.execPath, [join(import.meta.dirname, `measurements/${name}.ts`)]);
    return { name, figures: JSON.parse(stdout) as Figure[] };
  } catch (error) {
    return { name, figures: [], failure: error instanceof Error ? error.message : String(error) };
  }
}

const USAGE = `Usage: npm run bench -- [--check] [--write] [measurement…]

Measures the deployed code beside its peers and limits, and prints a table.

  --check  exit code 1 if a figure is over its budget or could not be measured
  --write  also write docs/benchmarks.md and its picture

Measurements: ${MEASUREMENTS.join(', ')}. Default: all, for about 8 minutes.`;

const { values, positionals } = parseArgs({
  options: { check: { type: 'boolean' }, write: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
  allowPositionals: true,
  strict: false,
});
const unknown = [
  ...Object.keys(values).filter((name) => !['check', 'write', 'help'].includes(name)),
  ...positionals.filter((name) => !(MEASUREMENTS as readonly string[]).includes(name)),
];
if (values['help'] === true || unknown.length > 0) {
  if (unknown.length > 0) console.error(`There is no ${unknown.join(', ')}.\n`);
  console.log(USAGE);
  process.exit(unknown.length > 0 ? 2 : 0);
}
await run(process.execPath, [join(ROOT, 'bin/bundle.ts')]);
const measured: Measured[] = [];
for (const name of positionals.length > 0 ? positionals : MEASUREMENTS) measured.push(await measure(name));

const figures = measured.flatMap((one) => one.figures);
const machine = `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
console.log(`${machine}\n`);
console.log(formatTable(figures));
for (const { name, failure } of measured.filter((one) => one.failure !== undefined))
  console.log(`\n${name} was not measured: ${failure}`);
if (values['write'] === true) writeReport(figures, machine);
const isComplete = measured.every(({ failure }) => failure === undefined);
if (values['check'] === true && !(isComplete && figures.every(holds))) process.exitCode = 1;
