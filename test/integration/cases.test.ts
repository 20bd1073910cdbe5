import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CASES, caseBody, EXPECTED, payload, withTimesMoved } from '../support/builders/expected.ts';
import { startReceiverUnderTest, type ReceiverUnderTest } from '../support/harness/receiver-under-test.ts';

interface Detail {
  readonly kind: string;
  readonly weak?: true;
  readonly value?: { readonly contacts?: readonly { readonly user_id?: string }[] };
}

/** Posts a body through the whole receiver, and gives what it brought. */
async function getEvents(receiver: ReceiverUnderTest, rawBody: Buffer): Promise<Detail[]> {
  receiver.bus.events.length = 0;
  expect((await receiver.post(rawBody)).statusCode).toBe(200);
  await receiver.drain();
  return receiver.bus.events.map(({ Detail: detail }) => JSON.parse(detail) as Detail);
}

const strong = (details: readonly Detail[]): readonly Detail[] => details.filter(({ weak }) => weak !== true);

let receiver: ReceiverUnderTest;
beforeAll(async () => {
  receiver = await startReceiverUnderTest();
});
afterAll(async () => receiver.stop());

// The rows stand in the order in which their bodies come: what is new in one is new after those before it.
describe('every case, through ingress, queue and worker', () => {
  it.each(CASES.map((row) => ({ ...row, rule: `${row.file}: ${row.note}` })))(
    '$rule',
    async ({ file, occurrences, kinds, weak, contacts }) => {
      const found = await getEvents(receiver, caseBody(file));
      expect(found).toHaveLength(occurrences);
      if (kinds) expect(found.map(({ kind }) => kind).sort()).toEqual([...kinds].sort());
      if (weak === 'never') expect(strong(found)).toHaveLength(occurrences);
      if (weak === 'expected') expect(strong(found)).toEqual([]);
      if (contacts) {
        const carried = found.map(({ value }) => (value?.contacts ?? []).map(({ user_id: id }) => id));
        expect(carried.sort()).toEqual([...contacts].sort());
      }
      expect(strong(await getEvents(receiver, caseBody(file)))).toEqual([]);
      expect(strong(await getEvents(receiver, withTimesMoved(caseBody(file))))).toEqual([]);
    },
  );
});

// The full batches come twice in duplicates.test.ts.
const FIXTURES = EXPECTED.filter(({ file }) => !file.includes('batch-1000'));

describe('every fixture that comes again, at the same time or another', () => {
  it.each(FIXTURES.map((row) => ({ ...row, rule: row.file })))(
    '$rule brings nothing but weak changes',
    async ({ file }) => {
      await getEvents(receiver, payload(file));
      expect(strong(await getEvents(receiver, payload(file)))).toEqual([]);
      expect(strong(await getEvents(receiver, withTimesMoved(payload(file))))).toEqual([]);
    },
  );
});
