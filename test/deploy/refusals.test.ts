import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { payload, sign } from '../support/builders/meta.ts';
import { post } from './callback.ts';
import { readyForMeta } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { FIXTURES } from './fixtures.ts';
import { clearClaims, footprint } from './footprint.ts';

/** Written with `\uXXXX` and `\/`, as Meta writes: any JSON library writes it back in other bytes. */
const FILE = 'edge/unicode-wire-escaped.json';
const body = payload(FILE);
const { sha256, sha1 } = FIXTURES.find(({ file }) => file === FILE)!;
const reserialised = Buffer.from(JSON.stringify(JSON.parse(body.toString('utf8'))));
const signed = { 'x-hub-signature-256': `sha256=${sha256}` };

describe('only Meta gets in', () => {
  let subscription: EventStream;

  beforeAll(async () => {
    await readyForMeta();
    subscription = await openSubscription();
    await clearClaims();
  });
  afterAll(async () => subscription.close());

  it.each([
    { rule: 'unsigned', sent: body, headers: {} },
    { rule: 'signed with another secret', sent: body, headers: { 'x-hub-signature-256': sign(body, 'another') } },
    { rule: 'signed as another body', sent: body, headers: { 'x-hub-signature-256': `sha256=${FIXTURES[0]!.sha256}` } },
    { rule: 'signed with SHA-1 alone', sent: body, headers: { 'x-hub-signature': `sha1=${sha1}` } },
    { rule: 'signed with SHA-1 in place of SHA-256', sent: body, headers: { 'x-hub-signature-256': `sha1=${sha1}` } },
    { rule: 'signed in upper case', sent: body, headers: { 'x-hub-signature-256': `sha256=${sha256.toUpperCase()}` } },
    { rule: 'truncated by a byte', sent: body.subarray(0, -1), headers: signed },
    { rule: 'longer by a line break', sent: Buffer.concat([body, Buffer.from('\n')]), headers: signed },
    { rule: 're-serialized', sent: reserialised, headers: signed },
  ])('a body that is $rule is answered 401 and leaves no trace', async ({ sent, headers }) => {
    const before = { ...(await footprint()), events: await subscription.waiting() };
    expect(await post(sent, headers)).toMatchObject({ status: 401 });
    expect({ ...(await footprint()), events: await subscription.waiting() }).toEqual(before);
  });

  it('the same body as Meta signed it is claimed and emitted', async () => {
    const before = await footprint();
    expect(await post(body, signed)).toMatchObject({ status: 200 });
    expect(await subscription.events()).toHaveLength(1);
    expect(await footprint()).toMatchObject({ queued: 0, deadLetters: before.deadLetters, claims: before.claims + 1 });
  });
});
