import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClaims, type Claims } from '../../lambdas/worker/claims.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import { InMemoryClaims } from '../../local/in-memory-claims.ts';
import type { Claim } from '../../src/pipeline/dedupe/claim.ts';

const NOW_MS = Date.parse('2026-01-01T00:00:00Z');
const EXPIRES = 1_767_225_660; // 60 s later
const CONTENT = { one: '00112233445566ff', other: 'ffeeddccbbaa9900' };

let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
});
afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await aws.stop();
});

/** The write is carried out, and its answer gets lost. */
function losing<T>(write: Promise<T>): Promise<never> {
  return write.then(() => Promise.reject(new Error('the answer got lost')));
}

describe.each([
  {
    name: 'in DynamoDB',
    create: (): Claims => createClaims(clients.dynamoDb, aws.tableName),
    // The embedded table does not know ReturnValuesOnConditionCheckFailure, so it never says what is stored.
    otherContent: 'rejected',
  },
  { name: 'in memory', create: (): Claims => new InMemoryClaims(), otherContent: 'rejected for other content' },
])('the claim table $name', ({ create, otherContent }) => {
  let n = 0;
  /** Each rule has a change of its own: the embedded table is the same for all. */
  const table = (): { readonly claims: Claims; readonly by: (owner: string, more?: Partial<Claim>) => Claim } => {
    const pk = `change-${(n += 1)}`;
    return { claims: create(), by: (owner, more) => ({ pk, owner, expiresAt: EXPIRES, ...more }) };
  };

  it('gives a fresh change to the delivery that claims it first', async () => {
    const { claims, by } = table();
    expect(await claims.claim(by('a'), NOW_MS)).toBe('claimed');
  });

  it('gives a delivery its own claim again', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    expect(await claims.claim(by('a'), NOW_MS)).toBe('claimed');
  });

  it('refuses a foreign claim, and leaves it to its delivery', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    expect(await claims.claim(by('b'), NOW_MS)).toBe('rejected');
    expect(await claims.claim(by('a'), NOW_MS)).toBe('claimed');
  });

  it('refuses a claim that is done, its own delivery too', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    await claims.markDone(by('a'));
    expect([await claims.claim(by('a'), NOW_MS), await claims.claim(by('b'), NOW_MS)]).toEqual([
      'rejected',
      'rejected',
    ]);
  });

  it.each([
    { rule: 'refuses a claim in its last second', atMs: (EXPIRES - 1) * 1000 + 999, want: 'rejected' },
    { rule: 'gives an expired claim to the next delivery', atMs: EXPIRES * 1000, want: 'claimed' },
  ])('$rule', async ({ atMs, want }) => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    expect(await claims.claim(by('b', { expiresAt: EXPIRES + 60 }), atMs)).toBe(want);
  });

  it('gives an expired claim that is done to the next delivery, as not done', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    await claims.markDone(by('a'));
    const anew = by('a', { expiresAt: EXPIRES + 60 });
    expect(await claims.claim(anew, EXPIRES * 1000)).toBe('claimed');
    expect(await claims.claim(anew, EXPIRES * 1000)).toBe('claimed');
  });

  it('marks no claim as done that another delivery took over', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    const anew = by('b', { expiresAt: EXPIRES + 60 });
    await claims.claim(anew, EXPIRES * 1000);
    await claims.markDone(by('a'));
    expect(await claims.claim(anew, EXPIRES * 1000)).toBe('claimed');
  });

  it('marks nothing as done that was never claimed', async () => {
    const { claims, by } = table();
    await claims.markDone(by('a'));
    expect(await claims.claim(by('b'), NOW_MS)).toBe('claimed');
  });

  it('gives a claim again to the delivery to which the answer got lost, and to no other', async () => {
    const { claims, by } = table();
    await expect(losing(claims.claim(by('a'), NOW_MS))).rejects.toThrow();
    expect(await claims.claim(by('b'), NOW_MS)).toBe('rejected');
    expect(await claims.claim(by('a'), NOW_MS)).toBe('claimed');
  });

  it('knows what is done although the answer got lost', async () => {
    const { claims, by } = table();
    await claims.claim(by('a'), NOW_MS);
    await expect(losing(claims.markDone(by('a')))).rejects.toThrow();
    await claims.markDone(by('a'));
    expect(await claims.claim(by('a'), NOW_MS)).toBe('rejected');
  });

  it.each([
    { rule: 'another content', stored: CONTENT.one, given: CONTENT.other, want: otherContent },
    { rule: 'the same content', stored: CONTENT.one, given: CONTENT.one, want: 'rejected' },
    { rule: 'a content where none was stored', stored: undefined, given: CONTENT.one, want: 'rejected' },
    { rule: 'no content where one was stored', stored: CONTENT.one, given: undefined, want: 'rejected' },
  ])('says of a refused change with $rule: $want', async ({ stored, given, want }) => {
    const { claims, by } = table();
    await claims.claim(by('a', stored === undefined ? {} : { digest: stored }), NOW_MS);
    expect(await claims.claim(by('b', given === undefined ? {} : { digest: given }), NOW_MS)).toBe(want);
  });
});
