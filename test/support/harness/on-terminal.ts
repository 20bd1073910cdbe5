import { spawn, spawnSync, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { it } from '@jest/globals';
import { COMPILE_CACHE } from './compile-cache.ts';

const BIN = join(import.meta.dirname, '../../../bin/meta-webhooks.ts');
/** What the command writes to clear its progress line. */
const CLEAR_LINE = '\r\u001b[K';
/** ECMA-48, Select Graphic Rendition: colors and weights. */
// eslint-disable-next-line no-control-regex -- the codes of ECMA-48 begin with a control character
const STYLE = /\u001b\[\d{1,2}m/g;

const ROWS = 40;

/** Node cannot open a pseudo-terminal; `script` of util-linux can. */
const HAS_SCRIPT = spawnSync('script', ['--version'], { encoding: 'utf8', timeout: 60_000 })
  .output.join('')
  .includes('util-linux');

/**
 * A test that needs a pseudo-terminal. Only a developer's machine may be without one, such as a Mac: in the CI a
 * missing `script` fails the tests.
 */
export const itOnTerminal = HAS_SCRIPT || process.env['CI'] !== undefined ? it : it.skip;

/** What a terminal received from a command. */
export interface Capture {
  readonly code: number | null;
  /** All that was written, with its control characters. */
  readonly raw: string;
  /** The lines that stay on the terminal, with their colors. */
  readonly colored: readonly string[];
  /** The lines that stay on the terminal, without colors. */
  readonly lines: readonly string[];
}

/** A pseudo-terminal. */
export interface TerminalInput {
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  /** What a person types. @default - nothing */
  readonly typed?: Typed;
}

/** Keys to type, and the text to wait for. */
interface Typed {
  readonly after: string;
  readonly keys: string;
}

/** Runs the command in a process of its own, in a pseudo-terminal of this many columns and 40 rows. */
export async function runOnTerminal(args: readonly string[], { env, columns, typed }: TerminalInput): Promise<Capture> {
  const command = [process.execPath, BIN, ...args].map((arg) => `'${arg}'`).join(' ');
  const child = spawn('script', ['-qec', `stty cols ${columns} rows ${ROWS}; exec ${command}`, '/dev/null'], {
    cwd: import.meta.dirname, // No local run kept secrets there, which would change what send suggests.
    env: { TERM: 'xterm-256color', SHELL: '/bin/sh', ...COMPILE_CACHE, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  if (typed !== undefined) typeAfter(child, typed);
  const [[code], raw] = (await Promise.all([once(child, 'close'), text(child.stdout)])) as [[number | null], string];
  return { code, raw, ...toLines(raw) };
}

function typeAfter(child: ChildProcessByStdio<Writable, Readable, null>, { after, keys }: Typed): void {
  let shown = '';
  const onData = (chunk: Buffer): void => {
    shown += chunk.toString();
    if (!shown.includes(after)) return;
    child.stdout.off('data', onData);
    child.stdin.write(keys);
  };
  child.stdout.on('data', onData);
}

/** Returns what a terminal keeps of a text: each progress line is overwritten. */
export function toLines(raw: string): Pick<Capture, 'colored' | 'lines'> {
  const colored = raw
    .replaceAll('\r\n', '\n')
    .split('\n')
    .map((line) => line.split(CLEAR_LINE).at(-1) ?? '');
  return { colored, lines: colored.map((line) => line.replace(STYLE, '')) };
}

/** Returns the lines that a person still sees without scrolling: the last row has the next prompt. */
export function lastScreen({ lines }: Pick<Capture, 'lines'>): readonly string[] {
  const written = lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  return written.slice(1 - ROWS);
}

/** Returns the lines with more characters than columns, also those that the command overwrote. */
export function linesWiderThan(columns: number, { raw }: Pick<Capture, 'raw'>): string[] {
  return toLines(raw.replaceAll(CLEAR_LINE, '\n')).lines.filter((line) => line.length > columns);
}

/** Returns whether anything has a color or a weight. */
export function hasStyle({ raw }: Pick<Capture, 'raw'>): boolean {
  return raw.search(STYLE) >= 0;
}

/** Keeps what the terminal showed in the folder TERMINAL_CAPTURES, for people who want to look at it. */
export function keepCapture(args: readonly string[], { colored }: Pick<Capture, 'colored'>): void {
  const folder = process.env['TERMINAL_CAPTURES'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${args.join(' ').replace(/[^\w-]+/g, '_')}.txt`), colored.join('\n'));
}

/** Returns the words of a capture in any order. Numbers, which differ between two runs, become 0. */
export function wordsOf({ lines }: Pick<Capture, 'lines'>): string[] {
  return lines
    .flatMap((line) => line.split(/\s+/))
    .filter((word) => word !== '')
    .map((word) => word.replace(/\b[0-9a-f]{8}\b|\d[\d,.]*/g, '0'))
    .sort();
}
