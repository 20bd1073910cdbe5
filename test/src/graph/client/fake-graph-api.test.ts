import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { appSecretProof } from '../../../../src/graph/client/proof.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { fillGraphWorld, IDS, SECRETS, startGraphWorld } from '../../../support/harness/graph-under-test.ts';

// What the fake must refuse, or tests against it prove nothing.

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
});
afterAll(() => fake.stop());

const proof = appSecretProof(SECRETS.page, SECRETS.appSecret);
const headers = { authorization: `Bearer ${SECRETS.page}` };

describe('the fake refuses', () => {
  const edge = `${IDS.page}/subscribed_apps`;
  it.each<{ rule: string; target: string; init?: RequestInit; want: object }>([
    { rule: 'a call without a token', target: `v26.0/${edge}`, init: { headers: {} }, want: { code: 104 } },
    {
      rule: 'a token in the URL',
      target: `v26.0/${edge}?access_token=${SECRETS.page}&appsecret_proof=${proof}`,
      want: { code: 190 },
    },
    {
      rule: 'a token that nobody made',
      target: `v26.0/${edge}`,
      init: { headers: { authorization: 'Bearer EAAnobody' } },
      want: { code: 190 },
    },
    { rule: 'a call without a proof', target: `v26.0/${edge}`, want: { code: 100, type: 'GraphMethodException' } },
    {
      rule: 'a wrong proof',
      target: `v26.0/${edge}?appsecret_proof=${'0'.repeat(64)}`,
      want: { code: 100, type: 'GraphMethodException' },
    },
    { rule: 'a call without a version', target: `${edge}?appsecret_proof=${proof}`, want: { code: 2500 } },
    { rule: 'a version that has ended', target: `v12.0/${edge}?appsecret_proof=${proof}`, want: { code: 2635 } },
    {
      rule: 'an edge that does not exist',
      target: `v26.0/${IDS.page}/subscriptionz?appsecret_proof=${proof}`,
      want: { code: 2500 },
    },
    {
      rule: 'a method that the edge does not have',
      target: `v26.0/${edge}?appsecret_proof=${proof}`,
      init: { headers, method: 'PUT' },
      want: { code: 100, error_subcode: 33 },
    },
    {
      rule: 'a parameter that the edge does not have',
      target: `v26.0/${edge}?appsecret_proof=${proof}&x=1`,
      want: { code: 100 },
    },
    {
      rule: 'a POST that lacks a parameter',
      target: `v26.0/${edge}?appsecret_proof=${proof}`,
      init: { headers, method: 'POST' },
      want: { code: 100 },
    },
    {
      rule: 'a field that the node does not have',
      target: `v26.0/me?fields=id,shoe_size&appsecret_proof=${proof}`,
      want: { code: 100 },
    },
    {
      rule: 'an object that does not exist',
      target: `v26.0/4711/subscribed_apps?appsecret_proof=${proof}`,
      want: { code: 100, error_subcode: 33 },
    },
  ])('$rule', async ({ target, init = { headers }, want }) => {
    const answer = await fetch(`${fake.url}/${target}`, init);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(await answer.json()).toMatchObject({ error: want });
  });
});

describe('the fake', () => {
  it('answers a call that is right in all of that', async () => {
    const answer = await fetch(`${fake.url}/v26.0/${IDS.page}/subscribed_apps?appsecret_proof=${proof}`, { headers });
    expect([answer.status, await answer.json()]).toEqual([200, { data: [] }]);
  });

  it('records no secret in clear', async () => {
    await fetch(`${fake.url}/v26.0/${IDS.app}/subscriptions`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${IDS.app}|${SECRETS.appSecret}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: new URLSearchParams({ object: 'page', verify_token: SECRETS.verifyToken, appsecret_proof: proof }),
    });
    for (const secret of Object.values(SECRETS)) expect(JSON.stringify(fake.calls)).not.toContain(secret);
  });
});
