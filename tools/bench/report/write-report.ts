import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from '../figure.ts';
import { drawRatios } from './picture.ts';
import { formatMarkdown } from './table.ts';

const DOCS = join(import.meta.dirname, '../../../docs');
const START = '<!-- figures -->';
const END = '<!-- end of figures -->';

/** Writes the figures between the marks of docs/benchmarks.md, and the picture of the ratios. */
export function writeReport(figures: readonly Figure[], machine: string): void {
  const file = join(DOCS, 'benchmarks.md');
  const text = readFileSync(file, 'utf8');
  const [before, rest] = text.split(START);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`${file} has no marks ${START} and ${END}`);
  const date = new Date().toISOString().slice(0, 10);
  const content = `Measured on ${date}: ${machine}.\n\n${formatMarkdown(figures)}`;
  writeFileSync(file, `${before}${START}\n\n${content}\n\n${END}${after}`);
  writeFileSync(join(DOCS, 'pictures/benchmarks.svg'), drawRatios(figures));
}
