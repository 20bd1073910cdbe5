import { describe, expect, it } from '@jest/globals';
import { SENT_AT } from '../../../src/catalog/entry.ts';
import type { Change } from '../../../src/change/change.ts';
import { claimKey } from '../../../src/dedupe/claim.ts';
import { EXPECTED, splitFile } from '../../support/expected.ts';

const DELIVERY = { deliveryId: 'delivery-1', app: 'meta', receivedAt: '2026-01-01T00:00:00.000Z' };

/** Renders an identity the way the fixtures write it: digests cut to 16 digits, separators inside ids escaped. */
function rendered({ object, kind, entryTime, identity }: Change): string {
  const members = identity.members.map((part) => (part === SENT_AT ? (entryTime ?? 'no time') : part));
  return [object, kind, identity.scope, ...members].map((part) => part.replace(/^(sha256:[0-9a-f]{16})[0-9a-f]{48}$/, '$1').replaceAll('|', '\\|')).join('|');
}

/** `feed ×3` is three of feed; `a, b` is one of each. */
function fieldsOf(column: string): string[] {
  if (column.startsWith('(')) return [];
  return column.split(', ').flatMap((field) => {
    const [name = '', times] = field.split(' ×');
    return Array.from({ length: Number(times ?? 1) }, () => name);
  });
}

/**
 * Where the identity goes beyond the row: a dashboard test (entry id 0) has the time in it always, or the delivery id
 * where Meta gives no time, so that a second press of Test is not taken for a duplicate.
 */
const DASHBOARD_TEST_WITHOUT_TIME = 'whatsapp_business_account/dashboard-test.json';

describe('every documented payload', () => {
  it.each(EXPECTED.map((row) => ({ ...row, rule: row.file })))('$rule: has the occurrences and identities that its row says', ({ file, occurrences, ids }) => {
    const changes = splitFile(file);
    expect(changes).toHaveLength(occurrences);
    const want = file === DASHBOARD_TEST_WITHOUT_TIME ? ids?.map((id) => `${id}|no time`) : ids;
    if (want) expect(changes.map(rendered)).toEqual(want);
    else expect(changes.every(({ identity }) => identity.weak)).toBe(true);
  });

  // One row per occurrence of a field; a WhatsApp value of several occurrences counts once in the column.
  it.each(EXPECTED.filter(({ fields }) => !fields.startsWith('(unknown')).map((row) => ({ ...row, rule: row.file })))(
    '$rule: comes under the fields that its row says',
    ({ file, fields, changes: items, occurrences }) => {
      const found = splitFile(file).map((change) => change.field);
      const want = fieldsOf(fields);
      expect(new Set(found)).toEqual(new Set(want));
      if (items === occurrences && want.length === items) expect(found).toEqual(want);
    },
  );

  it('has an identity of its own in each row, but where rows tell of the same change', () => {
    const keys = EXPECTED.flatMap(({ file }) => splitFile(file).map((change) => claimKey(DELIVERY, change)));
    const listed = EXPECTED.flatMap(({ file, ids }) => ids ?? [file]);
    expect(keys).toHaveLength(listed.length);
    expect(new Set(keys).size).toBe(new Set(listed).size);
    for (const [i, id] of listed.entries()) expect(keys.indexOf(keys[i]!)).toBe(listed.indexOf(id));
  });

  it('is the same change on a retry with a new time and a new CDN link', () => {
    const [first] = splitFile('messenger/message-attachment.json');
    const [retry] = splitFile('messenger/message-attachment-retry.json');
    expect(retry!.entryTime).not.toBe(first!.entryTime);
    expect(retry!.value).not.toEqual(first!.value);
    expect(claimKey({ ...DELIVERY, deliveryId: 'delivery-2' }, retry!)).toBe(claimKey(DELIVERY, first!));
  });
});
