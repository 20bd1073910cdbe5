import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DOMAINS, EVERYTHING_ON } from '../lib/everything-on.ts';
import { APP_SECRET, commentsBody, sign } from '../support/builders/meta.ts';
import { postSigned, send } from './callback.ts';
import { CONFIGURATION as DEPLOYED } from './configuration.ts';
import { readSecret, readyForMeta } from './deployment.ts';
import { openSubscription, type EventStream } from './event-tap.ts';
import { redeploy, REDEPLOY_MS } from './redeploy.ts';

const { mentionReplies } = DEPLOYED;

/**
 * Without a zone: the emulator, as Route 53, wants one that exists. Mentions stay as they are deployed, so that their
 * tokens do.
 */
const CONFIGURATION = {
  ...EVERYTHING_ON,
  mentionReplies,
  domain: { ...DOMAINS.domain, hostedZoneId: undefined },
  mutualTlsDomain: { ...DOMAINS.mutualTlsDomain, hostedZoneId: undefined },
};

let subscription: EventStream | undefined;
let all: Record<string, string>;
let secretBefore: unknown;

beforeAll(async () => {
  await readyForMeta();
  secretBefore = await readSecret();
  all = await redeploy(CONFIGURATION);
  subscription = await openSubscription();
}, REDEPLOY_MS);
afterAll(async () => {
  await subscription?.close();
  await redeploy({});
}, REDEPLOY_MS);

describe('a running deployment with every switch thrown', () => {
  it('keeps its secret, and says what its names point to', async () => {
    expect(await readSecret()).toEqual(secretBefore);
    expect(all).toMatchObject({
      CallbackUrl: 'https://webhooks.example.com/webhooks/meta',
      CallbackUrlShop: 'https://whatsapp.example.com/webhooks/shop',
      CustomDomainTarget: expect.stringMatching(/./),
      MutualTlsDomainTarget: expect.stringMatching(/./),
    });
  });

  it('still makes a change an event', async () => {
    const id = randomUUID();
    expect(await postSigned(commentsBody([id]))).toMatchObject({ status: 200 });
    expect((await subscription!.events()).map(({ detail }) => (detail.value as { readonly id: string }).id)).toEqual([
      id,
    ]);
  });

  it('refuses what comes to the app with mutual TLS without a certificate', async () => {
    const body = commentsBody(['everything-on']);
    const answer = await send({
      path: '/webhooks/shop',
      body,
      headers: { 'x-hub-signature-256': sign(body, APP_SECRET) },
    });
    expect(answer).toMatchObject({ status: 403, body: expect.stringContaining('MISSING_CLIENT_CERTIFICATE') });
  });
});
