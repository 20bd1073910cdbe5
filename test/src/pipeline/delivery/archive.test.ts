import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { archiveFolder, archiveKey, archiveLine, readArchiveLine } from '../../../../src/pipeline/delivery/archive.ts';
import { anyCharacter } from '../../../support/builders/any-character.ts';

const LINE = {
  deliveryId: '019b76da-a800-7000-8000-000000000001',
  app: 'meta',
  receivedAt: '2026-01-31T23:59:59.999Z',
  encoding: 'text',
  body: '{}',
} as const;

describe('an object of the archive', () => {
  it('lies below its app and the hour in which its deliveries came, in UTC, under the id of the attempt', () => {
    expect(archiveFolder('meta', LINE.receivedAt)).toBe('deliveries/meta/2026/01/31/23/');
    expect(archiveKey('meta', '2026-02-01T01:30:00.000+02:00', 'attempt')).toBe(
      'deliveries/meta/2026/01/31/23/attempt.jsonl.gz',
    );
  });
});

describe('a line of the archive', () => {
  it('has what the contract says and no more', () => {
    const replay = { ...LINE, replayOf: 'first', nonce: 'n' };
    expect(JSON.parse(archiveLine(replay))).toStrictEqual({ ...LINE });
  });

  it('is one line and comes back, whatever the body', () => {
    const body = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string({ unit: fc.constantFrom('\n', '\r', '\u2028', '"', '\\', '\ud800', 'x') }),
    );
    fc.assert(
      fc.property(body, fc.constantFrom('text', 'base64', 's3'), (text, encoding) => {
        const line = archiveLine({ ...LINE, encoding, body: text });
        expect(line).not.toMatch(/[\n\r]/);
        expect(readArchiveLine(line)).toStrictEqual({ ...LINE, encoding, body: text });
      }),
    );
  });

  it('that was cut is none, wherever it was cut', () => {
    const line = archiveLine(LINE);
    for (let length = 0; length < line.length; length += 1)
      expect(readArchiveLine(line.slice(0, length))).toBeUndefined();
  });

  it.each([
    { rule: 'null', line: 'null' },
    { rule: 'a number', line: '1' },
    { rule: 'a list', line: '[]' },
    { rule: 'without a deliveryId', line: JSON.stringify({ ...LINE, deliveryId: undefined }) },
    { rule: 'without a body', line: JSON.stringify({ ...LINE, body: undefined }) },
    { rule: 'with a number for its time', line: JSON.stringify({ ...LINE, receivedAt: 1 }) },
    { rule: 'with a key of no app', line: JSON.stringify({ ...LINE, app: '../meta' }) },
  ])('that is $rule is none', ({ line }) => {
    expect(readArchiveLine(line)).toBeUndefined();
  });
});
