import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bold, dim, red } from '../../../local/terminal/text.ts';
import { createOutput } from '../../../cli/terminal/output.ts';
import { printError } from '../../../cli/terminal/print-error.ts';
import type { Printer } from '../../../cli/terminal/printer.ts';
import type { CliPorts } from '../../../cli/ports.ts';
import { showDelivery } from '../../../cli/aws/show-body.ts';
import { printer } from '../../../cli/commands/listen/show-event.ts';
import {
  isTerminalSafe,
  sanitize,
  terminalSafeJson,
  toSafeLine,
  terminalSafeText,
} from '../../../src/text/terminal-safe.ts';

/**
 * By their numbers, from the Unicode Character Database: controls, bidirectional marks, separators, zero-width ones.
 */
const HARMFUL = [
  ...Array.from({ length: 0x20 }, (_, code) => code),
  ...Array.from({ length: 0x21 }, (_, n) => 0x7f + n),
  ...[
    0x61c, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2060,
    0x2066, 0x2067, 0x2068, 0x2069, 0xfeff,
  ],
].map((code) => String.fromCharCode(code));
const DUE = new Set(['\n', '\t']);
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...HARMFUL), fc.string({ unit: 'grapheme' })), { maxLength: 12 })
  .map((parts) => parts.join(''));
const holdsHarm = (written: string): boolean =>
  HARMFUL.some((character) => !DUE.has(character) && written.includes(character));

const NO_COLOR = { NO_COLOR: '1' };

function recording(outIsTerminal = true, environment: CliPorts['environment'] = NO_COLOR) {
  const written = { all: '' };
  const write = (text: string | Uint8Array): void => void (written.all += Buffer.from(text).toString());
  const ports = {
    out: write,
    err: write,
    outIsTerminal,
    errIsTerminal: false,
    now: () => 0,
    columns: () => 80,
    environment,
  } as unknown as CliPorts;
  return { ports, written };
}

it.each(HARMFUL)('%j is unsafe', (character) => {
  expect([
    isTerminalSafe(`a${character}b`),
    toSafeLine(`a${character}b`),
    JSON.parse(terminalSafeJson(`a${character}b`)),
  ]).toEqual([false, 'a?b', `a${character}b`]);
});

it('keeps letters of every script, newlines and tabs of a text', () => {
  expect(terminalSafeText('Grüße\t日本語\nשלום 👋')).toBe('Grüße\t日本語\nשלום 👋');
});

describe('whatever text comes from outside', () => {
  it('JSON has nothing harmful, and is the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), hostile, fc.constantFrom(undefined, 2), (value, text, indent) => {
        const json = terminalSafeJson({ value, [text]: text }, indent);
        expect(holdsHarm(json)).toBe(false);
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify({ value, [text]: text })));
      }),
    );
  });

  it('lines, notes, progress, documents, lists and cells have nothing harmful', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, json) => {
        const { ports, written } = recording();
        const output = createOutput({ ...ports, now: () => Date.now() }, { json, progress: true });
        output.line(text);
        output.note(text);
        output.progress(() => text);
        output.document({ [text]: text });
        const list = output.list('items');
        list.item({ text });
        list.end({ text });
        expect(holdsHarm(written.all + sanitize(text))).toBe(false);
      }),
    );
  });

  it('with colors, only our own color codes are there', () => {
    fc.assert(
      fc.property(hostile, fc.nat(200), (text, width) => {
        const { ports, written } = recording(true, {});
        const output = createOutput({ ...ports, columns: () => width }, {});
        output.line([red(text), text, dim(text)]);
        output.beside(bold(text), text);
        output.facts({ [text]: text, other: text });
        output.table([text, { title: text, wraps: true }], [[red(text), text]]);
        output.next(text);
        output.verbatim(text);
        printError({ code: 'USAGE', message: text, hint: text }, { ...ports, errIsTerminal: true });
        // Select Graphic Rendition, of ECMA-48: the codes that only change how characters look.
        // eslint-disable-next-line no-control-regex -- the codes of ECMA-48 begin with a control character
        expect(holdsHarm(written.all.replace(/\u001b\[\d{1,2}m/g, ''))).toBe(false);
      }),
    );
  });

  it('an event has nothing harmful, in either form', async () => {
    await fc.assert(
      fc.asyncProperty(hostile, fc.boolean(), async (text, json) => {
        const { ports, written } = recording();
        const detail = { id: text, kind: text, entryId: text, value: { text } };
        const event = { source: text, 'detail-type': text, time: text, detail } as never;
        await printer(
          { output: createOutput(ports, { json }), ports },
          { values: true },
        )({ event, confirm: () => Promise.resolve() } as never);
        expect(holdsHarm(written.all)).toBe(false);
      }),
    );
  });

  it('a body has nothing harmful on a terminal, and is exact in a pipe', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (text, json) => {
        const body = Buffer.from(text);
        const shown = {
          document: { text },
          print: (out: Printer) => {
            out.line(text);
          },
          body,
        };
        const terminal = recording();
        showDelivery(shown, { output: createOutput(terminal.ports, { json }), ports: terminal.ports });
        expect(holdsHarm(terminal.written.all)).toBe(false);
        const pipe = recording(false);
        showDelivery({ ...shown, print: () => undefined }, { output: createOutput(pipe.ports, {}), ports: pipe.ports });
        expect(pipe.written.all).toBe(body.toString());
      }),
    );
  });
});
