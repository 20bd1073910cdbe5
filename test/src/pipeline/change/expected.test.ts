import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { claimKey } from '../../../../src/pipeline/dedupe/claim.ts';
import type { Change } from '../../../../src/pipeline/change/change.ts';
import {
  CASES,
  caseBody,
  EXPECTED,
  payload,
  splitFile,
  splitText,
  withTimesMoved,
} from '../../../support/builders/expected.ts';

const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };
const LATER = { ...DELIVERY, deliveryId: 'delivery-2' };
const listKeys = (changes: readonly Change[], delivery = DELIVERY): string[] =>
  changes.map((change) => claimKey(delivery, change));
/** What a second delivery brings that is not weak. */
const newAndStrong = (seen: readonly Change[], again: readonly Change[]): readonly Change[] => {
  const known = new Set(listKeys(seen));
  return again.filter((change) => !change.identity.weak && !known.has(claimKey(LATER, change)));
};

/** `feed ×3` is three of feed; `a, b` is one of each. */
function getFields(column: string): string[] {
  if (column.startsWith('(')) return [];
  return column.split(', ').flatMap((field) => {
    const [name = '', times] = field.split(' ×');
    return Array.from({ length: Number(times ?? 1) }, () => name);
  });
}

describe('every documented payload', () => {
  it.each(EXPECTED.map((row) => ({ ...row, rule: row.file })))(
    '$rule: has the occurrences that its row says',
    ({ file, occurrences, note }) => {
      const changes = splitFile(file);
      expect(changes).toHaveLength(occurrences);
      // Two of one identity are one event: this fixture says so.
      expect(new Set(listKeys(changes)).size).toBe(file === 'edge/duplicate-inside-one-body.json' ? 1 : occurrences);
      expect(note).toBeDefined();
    },
  );

  it.each(EXPECTED.filter(({ fields }) => !fields.startsWith('(unknown')).map((row) => ({ ...row, rule: row.file })))(
    '$rule: comes under the fields that its row says',
    ({ file, fields }) => {
      const found = splitFile(file)
        .map((change) => change.field)
        .filter((field) => field !== 'unknown' || fields.includes('unknown'));
      expect(new Set(found)).toEqual(new Set(getFields(fields)));
    },
  );

  it.each(EXPECTED.map((row) => ({ ...row, rule: row.file })))(
    '$rule: brings nothing but weak changes when it comes again, at another time too',
    ({ file }) => {
      const changes = splitFile(file);
      expect(newAndStrong(changes, changes)).toEqual([]);
      expect(newAndStrong(changes, splitText(withTimesMoved(payload(file))))).toEqual([]);
    },
  );

  it('is the same change on a retry with a new time and a new CDN link', () => {
    const [first] = splitFile('messenger/message-attachment.json');
    const [retry] = splitFile('messenger/message-attachment-retry.json');
    expect(retry!.entryTime).not.toBe(first!.entryTime);
    expect(retry!.value).not.toEqual(first!.value);
    expect(claimKey(LATER, retry!)).toBe(claimKey(DELIVERY, first!));
  });
});

describe('every case that once came out wrong', () => {
  it.each(CASES.map((row) => ({ ...row, rule: `${row.file}: ${row.note}` })))(
    '$rule',
    ({ file, after = [], occurrences, kinds, weak, contacts }) => {
      const before = after.flatMap((earlier) => splitText(caseBody(earlier)));
      const known = new Set(listKeys(before));
      const changes = splitText(caseBody(file)).filter((change) => !known.has(claimKey(DELIVERY, change)));
      expect(new Set(listKeys(changes)).size).toBe(occurrences);
      if (kinds) expect(changes.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      const weaks = new Set(changes.map(({ identity }) => identity.weak));
      if (weak === 'never') expect(weaks).toEqual(new Set([false]));
      if (weak === 'expected') expect(weaks).toEqual(new Set([true]));
      if (contacts)
        expect(
          changes.map(({ value }) =>
            (value as { contacts?: { user_id?: string }[] }).contacts?.map(({ user_id: id }) => id),
          ),
        ).toEqual(contacts);
      expect(newAndStrong([...before, ...changes], changes)).toEqual([]);
      expect(newAndStrong([...before, ...changes], splitText(withTimesMoved(caseBody(file))))).toEqual([]);
    },
  );
});

describe('the keys of the fixtures', () => {
  /** `npm run catalog` writes the file anew; a changed key needs another IDENTITY_VERSION. */
  const FROZEN = readFileSync(new URL('../../../fixtures/identities.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { file: string; keys: string[] });

  it.each(FROZEN)('are those that deployments have in their tables: $file', ({ file, keys }) => {
    expect(listKeys(splitFile(file))).toEqual(keys);
  });

  it('are frozen of every fixture', () => {
    expect(FROZEN.map(({ file }) => file)).toEqual(EXPECTED.map(({ file }) => file));
  });
});
