import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { splitApart, OutOfTimeError } from '../../../lambdas/worker/split-apart.ts';
import { deepJson } from '../../../src/json/canonical-json.ts';
import type { Split } from '../../../src/pipeline/change/change.ts';
import type { Json } from '../../../src/json/json.ts';
import { splitBody } from '../../../src/pipeline/change/split-body.ts';
import { EXPECTED, payload } from '../../support/builders/expected.ts';

const run = promisify(execFile);
const SPLIT_APART = new URL('../../../lambdas/worker/split-apart.ts', import.meta.url).href;
const LIMITS = { heapMb: 179, deadlineMs: 20_000, remainingMs: () => 20_000 };
const MIB = 1024 * 1024;

/** Compares without recursion: values may be nested deep. */
const toText = (split: Split): string => deepJson(split as unknown as Json);
const zeros = (bytes: number): Buffer => Buffer.from(`[${'0,'.repeat(bytes / 2 - 1)}0]`);

describe('a body that is split in a process of its own', () => {
  it.each([...new Set(EXPECTED.map(({ file }) => file))].filter((_, n) => n % 20 === 0))(
    '%s: holds what it holds in process',
    async (file) => {
      expect(toText(await splitApart(payload(file), LIMITS))).toBe(toText(splitBody(payload(file))));
    },
  );

  it.each([
    [
      'nested 3,000 levels deep',
      `{"object":"page","entry":[{"id":"1","time":2,"changes":[{"field":"feed","value":${'{"a":['.repeat(1_500)}1${']}'.repeat(1_500)}}]}]}`,
    ],
    [
      'with values that many changes share',
      JSON.stringify({
        object: 'whatsapp_business_account',
        entry: [
          {
            id: '1',
            changes: [
              {
                field: 'messages',
                value: {
                  messaging_product: 'whatsapp',
                  filler: 'x'.repeat(5_000),
                  messages: Array.from({ length: 50 }, (_, n) => ({ id: `wamid.${n}`, from: '4915', type: 'text' })),
                },
              },
            ],
          },
        ],
      }),
    ],
    [
      'with numbers and names of no common kind',
      '{"object":"page","entry":[{"id":"1","time":2,"changes":[{"field":"x","value":{"__proto__":{"a":1},"constructor":1e400,"n":12345678901234567890,"\\ud800":"\\udfff\\u0000é"}}]}]}',
    ],
  ])('%s: holds what it holds in process', async (_, text) => {
    const body = Buffer.from(text);
    expect(toText(await splitApart(body, LIMITS))).toBe(toText(splitBody(body)));
  });

  it('is too expensive where it takes more heap than the process may have', async () => {
    await expect(splitApart(zeros(4 * MIB), { ...LIMITS, heapMb: 24 })).rejects.toMatchObject({
      code: 'TOO_EXPENSIVE',
      hint: expect.stringContaining('memory'),
    });
  });

  it('is too expensive where it takes longer than it may, though there would be time', async () => {
    await expect(splitApart(payload(EXPECTED[0]!.file), { ...LIMITS, deadlineMs: 1 })).rejects.toMatchObject({
      code: 'TOO_EXPENSIVE',
      hint: expect.stringContaining('slow'),
    });
  });

  it('is not judged where the invocation has less time left than it may take', async () => {
    await expect(splitApart(payload(EXPECTED[0]!.file), { ...LIMITS, remainingMs: () => 1 })).rejects.toThrow(
      OutOfTimeError,
    );
  });

  it('is not begun where no time is left', async () => {
    await expect(splitApart(payload(EXPECTED[0]!.file), { ...LIMITS, remainingMs: () => -1 })).rejects.toThrow(
      OutOfTimeError,
    );
  });

  it.each(['', 'no JSON', '{"object":', '\xff'])('%j: is no JSON', async (text) => {
    await expect(splitApart(Buffer.from(text, 'latin1'), LIMITS)).rejects.toMatchObject({ code: 'INVALID_JSON' });
  });

  it('sees nothing of the environment, which holds the credentials of the function', async () => {
    // A child that inherited this option could not start.
    const script = `process.env.NODE_OPTIONS = '--require=/no/such/module.cjs';
      const { splitApart } = await import(${JSON.stringify(SPLIT_APART)});
      const { changes } = await splitApart(Buffer.from('{"object":"page","entry":[]}'), { heapMb: 179, deadlineMs: 20_000, remainingMs: () => 20_000 });
      console.log(changes.length);`;
    const { stdout } = await run(process.execPath, [
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '-e',
      script,
    ]);
    expect(stdout.trim()).toBe('0'); // changes
  });
});
