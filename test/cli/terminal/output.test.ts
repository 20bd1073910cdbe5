import { describe, expect, it } from '@jest/globals';
import { formatCount } from '../../../cli/terminal/format.ts';
import { createOutput } from '../../../cli/terminal/output.ts';
import { formatTable } from '../../../cli/terminal/table.ts';
import { sanitize } from '../../../src/text/terminal-safe.ts';
import { PLAIN } from '../../../local/terminal/screen.ts';
import type { CliPorts } from '../../../cli/ports.ts';

function recording(terminal = false) {
  let nowMs = 0;
  const written = { out: '', err: '' };
  const ports = {
    out: (text: string | Uint8Array) => void (written.out += String(text)),
    err: (text: string) => void (written.err += text),
    outIsTerminal: terminal,
    errIsTerminal: terminal,
    columns: () => 80,
    environment: {},
    now: () => nowMs,
  } as unknown as CliPorts;
  return { ports, written, pass: (ms: number) => void (nowMs += ms) };
}

describe('text of others', () => {
  it('cannot drive a terminal', () => {
    expect(sanitize('a\u001b[2Jb\r\n\u009bc\u202e')).toBe('a?[2Jb???c?');
  });

  it('is cut where it is long', () => {
    expect(sanitize('x'.repeat(1_000))).toBe(`${'x'.repeat(59)}…`);
  });
});

describe('tables', () => {
  it('align words left and numbers right, with separators', () => {
    expect(
      formatTable(
        ['A', 'N'],
        [
          ['x', 1],
          ['yyy', 1_234],
        ],
        PLAIN,
      ),
    ).toEqual(['A        N', 'x        1', 'yyy  1,234']);
  });

  it('leave out what is not told', () => {
    const { ports, written } = recording();
    createOutput(ports, {}).facts({ app: 'meta', bytes: 1_000, reason: undefined, encoding: '' });
    expect(written.out).toBe('app    meta\nbytes  1,000\n');
  });

  it.each([
    [1, '1 delivery'],
    [0, '0 deliveries'],
    [1_200, '1,200 deliveries'],
  ])('%d are %s', (count, want) => {
    expect(formatCount(count, 'delivery', 'deliveries')).toBe(want);
  });
});

describe('with --json', () => {
  it('there is nothing for people', () => {
    const { ports, written } = recording();
    const output = createOutput(ports, { json: true });
    output.line('line');
    output.note('note');
    output.document({ a: 1 });
    expect([JSON.parse(written.out), written.err]).toEqual([{ a: 1 }, '']);
  });

  it.each([0, 1, 3])('a list of %d items is one document', (count) => {
    const { ports, written } = recording();
    const writer = createOutput(ports, { json: true }).list('items');
    for (let n = 0; n < count; n += 1) writer.item({ n });
    writer.end({ total: count });
    expect(JSON.parse(written.out)).toEqual({ items: [...Array(count).keys()].map((n) => ({ n })), total: count });
  });

  it('nothing is written before there is something to write', () => {
    const { ports, written } = recording();
    createOutput(ports, { json: true }).list('items');
    expect(written.out).toBe('');
  });
});

describe('progress', () => {
  it.each([
    { rule: 'a pipe', terminal: false, progress: false, want: '' },
    { rule: 'a pipe that asked for it', terminal: false, progress: true, want: '10 done\n' },
    { rule: 'a terminal', terminal: true, progress: false, want: '\r\u001b[K10 done' },
  ])('$rule', ({ terminal, progress, want }) => {
    const { ports, written, pass } = recording(terminal);
    const output = createOutput(ports, { progress });
    pass(10_000);
    output.progress(() => '10 done');
    output.progress(() => 'too soon');
    expect(written.err).toBe(want);
  });

  it('is gone from a terminal before anything else is written', () => {
    const { ports, written, pass } = recording(true);
    const output = createOutput(ports, {});
    pass(10_000);
    output.progress(() => '10 done');
    output.line('done');
    expect([written.err.endsWith('\r\u001b[K'), written.out]).toEqual([true, 'done\n']);
  });
});
