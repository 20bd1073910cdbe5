import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createBatchedClaims } from '../../lambdas/worker/batched-claims.ts';
import { createClaims, type Claims } from '../../lambdas/worker/claims.ts';
import { embeddedClients, startEmbeddedAws, type EmbeddedAws } from '../../local/embedded-aws.ts';
import { InMemoryClaims } from '../../local/in-memory-claims.ts';
import type { Claim } from '../../src/pipeline/dedupe/claim.ts';
import { emulateInserts } from '../support/fakes/emulate-inserts.ts';
import { startFaultProxy, type Fault, type FaultProxy } from '../support/fakes/fault-proxy.ts';

const NOW_MS = Date.parse('2026-01-01T00:00:00Z');
const EXPIRES = 1_767_225_660; // 60 s later
const CONTENT = { one: '00112233445566ff', other: 'ffeeddccbbaa9900' };

let aws: EmbeddedAws;
let clients: ReturnType<typeof embeddedClients>;
/** DynamoDB with the operation that the embedded one lacks. */
let proxy: FaultProxy;
let through: ReturnType<typeof embeddedClients>;
/** Error code of the statement with this key. */
let statementFault: (key: string) => string | undefined = () => undefined;
beforeAll(async () => {
  aws = await startEmbeddedAws();
  clients = embeddedClients(aws.endpoints);
  const emulate = emulateInserts(clients.dynamoDb, (key) => statementFault(key));
  proxy = await startFaultProxy(aws.endpoints.dynalite, { emulate });
  through = embeddedClients({ ...aws.endpoints, dynalite: proxy.url }, { maxAttempts: 1 });
});
afterAll(async () => {
  for (const client of [...Object.values(clients), ...Object.values(through)]) client.destroy();
  await proxy.stop();
  await aws.stop();
});

function batched(): Claims {
  return createBatchedClaims(through.dynamoDb, aws.tableName, createClaims(through.dynamoDb, aws.tableName));
}

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
  { name: 'in DynamoDB, in batches', create: batched, otherContent: 'rejected' },
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

describe('claims in batches', () => {
  let n = 0;
  const claimsOf = (owner: string, count: number): Claim[] => {
    n += 1;
    return Array.from({ length: count }, (_, i) => ({ pk: `batch-${n}-${i}`, owner, expiresAt: EXPIRES }));
  };
  const claimAll = async (table: Claims, claims: readonly Claim[]) =>
    Promise.allSettled(claims.map(async (claim) => table.claim(claim, NOW_MS)));
  const results = (settled: readonly PromiseSettledResult<string>[]): string[] =>
    settled.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'));
  const failing = (fault: Fault): void => {
    proxy.plan = ({ operation }) => (operation === 'BatchExecuteStatement' ? fault : 'pass');
  };
  beforeEach(() => {
    proxy.calls.clear();
    failing('pass');
    statementFault = () => undefined;
  });

  it('take one call for 25 claims, and no other write', async () => {
    expect(results(await claimAll(batched(), claimsOf('a', 60)))).toEqual(Array(60).fill('claimed'));
    expect(Object.fromEntries(proxy.calls)).toEqual({ BatchExecuteStatement: 3 });
  });

  it('decide each claim by itself where some are free and some have an owner', async () => {
    const claims = claimsOf('a', 25);
    await claimAll(batched(), claims.slice(0, 5));
    const others = claims.map((claim) => ({ ...claim, owner: 'b' }));
    expect(results(await claimAll(batched(), others))).toEqual([
      ...Array<string>(5).fill('rejected'),
      ...Array<string>(20).fill('claimed'),
    ]);
  });

  it('are the same after a call whose answer got lost: their delivery gets all of them, no other any', async () => {
    const claims = claimsOf('a', 25);
    failing('lose');
    expect(results(await claimAll(batched(), claims))).toEqual(Array(25).fill('failed'));
    failing('pass');
    const others = claims.map((claim) => ({ ...claim, owner: 'b' }));
    expect(results(await claimAll(batched(), others))).toEqual(Array(25).fill('rejected'));
    expect(results(await claimAll(batched(), claims))).toEqual(Array(25).fill('claimed'));
  });

  it.each(['ThrottlingError', 'ProvisionedThroughputExceeded', 'TransactionConflict', 'InternalServerError'])(
    'fall back to the single write where DynamoDB does not process a statement: %s',
    async (code) => {
      const claims = claimsOf('a', 10);
      statementFault = (key) => (key.endsWith('-3') ? code : undefined);
      expect(results(await claimAll(batched(), claims))).toEqual(Array(10).fill('claimed'));
      expect(proxy.calls.get('PutItem')).toBe(1);
    },
  );

  it('fall back to single writes where the call is rejected for good', async () => {
    const client = embeddedClients(aws.endpoints, { maxAttempts: 1 });
    // The embedded service itself has no such operation, like a role without the permission.
    const table = createBatchedClaims(client.dynamoDb, aws.tableName, createClaims(through.dynamoDb, aws.tableName));
    expect(results(await claimAll(table, claimsOf('a', 30)))).toEqual(Array(30).fill('claimed'));
    expect(proxy.calls.get('PutItem')).toBe(30);
    for (const one of Object.values(client)) one.destroy();
  });

  it('fail where the call may succeed later, without a single write: the table is busy enough', async () => {
    failing('throttle');
    expect(results(await claimAll(batched(), claimsOf('a', 25)))).toEqual(Array(25).fill('failed'));
    expect(proxy.calls.get('PutItem')).toBeUndefined();
  });
});
