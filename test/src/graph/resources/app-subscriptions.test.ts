import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addAppSubscription,
  appAccessToken,
  listAppSubscriptions,
  removeAppSubscription,
  type DesiredSubscription,
} from '../../../../src/graph/resources/app-subscriptions.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import { documented } from '../../../support/fakes/fake-graph-api-errors.ts';
import {
  appClient,
  fillGraphWorld,
  graphClient,
  catchGraphError,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

/** A callback URL that answers as it is told; by default as Meta wants it. */
let answerChallenge: (query: URLSearchParams) => { status: number; body: string };
const callback = createServer((incoming, outgoing) => {
  const { status, body } = answerChallenge(new URL(incoming.url ?? '/', 'http://callback.test').searchParams);
  outgoing.writeHead(status).end(body);
});
let fake: FakeGraphApi;
let desired: DesiredSubscription;
beforeAll(async () => {
  fake = await startGraphWorld();
  callback.listen(0, '127.0.0.1');
  await once(callback, 'listening');
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
  answerChallenge = (query) =>
    query.get('hub.verify_token') === SECRETS.verifyToken
      ? { status: 200, body: query.get('hub.challenge') ?? '' }
      : { status: 403, body: '' };
  const callbackUrl = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/webhooks/meta`;
  desired = {
    appId: IDS.app,
    object: 'page',
    fields: ['feed', 'leadgen'],
    callbackUrl,
    verifyToken: SECRETS.verifyToken,
    includeValues: true,
  };
});
afterAll(async () => {
  callback.closeAllConnections();
  callback.close();
  await fake.stop();
});

const subscriptions = () => fake.state.apps.get(IDS.app)!.subscriptions;

describe('the app access token', () => {
  it('is id and secret, joined by a bar', () => {
    expect(appAccessToken('1234', 's3cret')).toBe('1234|s3cret');
  });

  it.each([
    ['', 's'],
    ['12x', 's'],
    ['1|2', 's'],
    ['12', ''],
  ])('is not made of %j and %j', async (id, secret) => {
    expect(await catchGraphError(Promise.resolve().then(() => appAccessToken(id, secret)))).toMatchObject({
      code: 'REQUEST_MALFORMED',
    });
  });
});

describe('adding', () => {
  it('subscribes an object to fields, with values or names only', async () => {
    await addAppSubscription(appClient(fake), desired);
    await addAppSubscription(appClient(fake), {
      ...desired,
      object: 'permissions',
      fields: ['connected'],
      includeValues: false,
    });
    expect([...subscriptions()]).toEqual([
      [
        'page',
        { callbackUrl: desired.callbackUrl, active: true, includeValues: true, fields: new Set(['feed', 'leadgen']) },
      ],
      [
        'permissions',
        { callbackUrl: desired.callbackUrl, active: true, includeValues: false, fields: new Set(['connected']) },
      ],
    ]);
    expect(fake.calls[0]).toMatchObject({
      method: 'POST',
      as: `app ${IDS.app}`,
      proof: 'right',
      parameters: { verify_token: '<hidden>', include_values: 'true' },
    });
  });

  it('keeps the fields that were there', async () => {
    await addAppSubscription(appClient(fake), desired);
    await addAppSubscription(appClient(fake), { ...desired, fields: ['mention'] });
    expect(subscriptions().get('page')?.fields).toEqual(new Set(['feed', 'leadgen', 'mention']));
  });

  it("asks for Meta's client certificate only where the callback URL requires it", async () => {
    await addAppSubscription(appClient(fake), { ...desired, includeClientCertificate: true });
    await addAppSubscription(appClient(fake), { ...desired, object: 'user', includeClientCertificate: false });
    expect(fake.calls.map(({ parameters }) => parameters['include_client_certificate'])).toEqual(['true', undefined]);
  });

  it('is done again when the answer got lost, for the same again changes nothing', async () => {
    fake.failNext({ carriedOut: true, answer: 'reset' });
    await addAppSubscription(appClient(fake), desired);
    expect(fake.calls).toHaveLength(2);
    expect(subscriptions().get('page')?.fields).toEqual(new Set(['feed', 'leadgen']));
  });

  it.each([
    { rule: 'that refuses the token', answer: { status: 403, body: '' }, meta: /HTTP Status Code = 403/ },
    { rule: 'that answers with a page', answer: { status: 200, body: '<html>' }, meta: /does not match challenge/ },
  ])('fails clearly for a callback URL $rule', async ({ answer, meta }) => {
    answerChallenge = () => answer;
    const error = await catchGraphError(addAppSubscription(appClient(fake), desired));
    expect(error).toMatchObject({ code: 'CALLBACK_REFUSED', metaMessage: expect.stringMatching(meta) });
    expect(subscriptions().size).toBe(0);
  });

  it('says that instagram is for the dashboard, and does not call', async () => {
    const object = 'instagram';
    expect(await catchGraphError(addAppSubscription(appClient(fake), { ...desired, object }))).toMatchObject({
      code: 'DASHBOARD_ONLY',
      hint: expect.stringMatching(/App Dashboard/),
    });
    expect(await catchGraphError(removeAppSubscription(appClient(fake), { appId: IDS.app, object }))).toMatchObject({
      code: 'DASHBOARD_ONLY',
    });
    expect(fake.calls).toEqual([]);
  });

  it('subscribes and unsubscribes WhatsApp, which Meta does not exclude', async () => {
    const object = 'whatsapp_business_account';
    await addAppSubscription(appClient(fake), { ...desired, object, fields: ['messages'] });
    expect(subscriptions().get(object)?.fields).toEqual(new Set(['messages']));
    await removeAppSubscription(appClient(fake), { appId: IDS.app, object });
    expect(subscriptions().has(object)).toBe(false);
  });

  it.each([
    { object: 'whatsapp_business_account', hint: /use the App Dashboard: WhatsApp, Configuration, Webhook\.$/ },
    { object: 'page', hint: /^A parameter is missing or not valid\./ },
  ])('names the App Dashboard where Meta rejects WhatsApp only: $object', async ({ object, hint }) => {
    fake.failNext({ answer: documented.parameter() });
    expect(await catchGraphError(addAppSubscription(appClient(fake), { ...desired, object }))).toMatchObject({
      code: 'PARAMETER_REFUSED',
      outcome: 'not-done',
      facts: { graphCode: 100 },
      metaMessage: 'Invalid parameter',
      hint: expect.stringMatching(hint),
    });
  });

  it('keeps the hint of a callback URL that fails for WhatsApp', async () => {
    answerChallenge = () => ({ status: 403, body: '' });
    const error = await catchGraphError(
      addAppSubscription(appClient(fake), { ...desired, object: 'whatsapp_business_account' }),
    );
    expect([error.code, error.hint.includes('App Dashboard: WhatsApp')]).toEqual(['CALLBACK_REFUSED', false]);
  });

  it('without a field is refused before it is sent', async () => {
    expect(await catchGraphError(addAppSubscription(appClient(fake), { ...desired, fields: [] }))).toMatchObject({
      code: 'REQUEST_MALFORMED',
    });
  });

  it('as a person is refused', async () => {
    expect(
      await catchGraphError(addAppSubscription(graphClient(fake, { token: SECRETS.user }), desired)),
    ).toMatchObject({
      code: 'WRONG_TOKEN_TYPE',
    });
  });

  it('that Meta does not confirm is no success', async () => {
    fake.failNext({ answer: { status: 200, body: '{"success":false}' } });
    expect(await catchGraphError(addAppSubscription(appClient(fake), desired))).toMatchObject({
      code: 'GRAPH_REFUSED',
      outcome: 'unknown',
    });
  });

  it("takes the older guide's success that is a text", async () => {
    fake.failNext({ answer: { status: 200, body: '{"success":"true"}' } });
    await expect(addAppSubscription(appClient(fake), desired)).resolves.toBeUndefined();
  });
});

describe('listing', () => {
  it('gives every subscription, over as many pages as there are', async () => {
    fake.state.pageSize = 1;
    await addAppSubscription(appClient(fake), desired);
    await addAppSubscription(appClient(fake), { ...desired, object: 'user', fields: ['photos'] });
    await addAppSubscription(appClient(fake), { ...desired, object: 'permissions', fields: ['connected'] });
    expect(await listAppSubscriptions(appClient(fake), IDS.app)).toEqual([
      {
        object: 'page',
        callbackUrl: desired.callbackUrl,
        active: true,
        fields: [
          { name: 'feed', version: 'v26.0' },
          { name: 'leadgen', version: 'v26.0' },
        ],
      },
      {
        object: 'user',
        callbackUrl: desired.callbackUrl,
        active: true,
        fields: [{ name: 'photos', version: 'v26.0' }],
      },
      {
        object: 'permissions',
        callbackUrl: desired.callbackUrl,
        active: true,
        fields: [{ name: 'connected', version: 'v26.0' }],
      },
    ]);
    expect(fake.urls.join()).not.toContain('access_token');
  });

  it('reads fields that are names only, as the reference has them', async () => {
    fake.failNext({
      answer: {
        status: 200,
        body: '{"data":[{"object":"user","callback_url":"https://a.test","active":false,"fields":["photos"]}]}',
      },
    });
    expect(await listAppSubscriptions(appClient(fake), IDS.app)).toEqual([
      { object: 'user', callbackUrl: 'https://a.test', active: false, fields: [{ name: 'photos' }] },
    ]);
  });

  it('with the secret of another app is refused', async () => {
    const client = graphClient(fake, { token: `${IDS.app}|${SECRETS.otherSecret}`, appSecret: SECRETS.otherSecret });
    expect(await catchGraphError(listAppSubscriptions(client, IDS.app))).toMatchObject({ code: 'APP_REFUSED' });
  });
});

describe('removing', () => {
  beforeEach(async () => {
    await addAppSubscription(appClient(fake), desired);
    await addAppSubscription(appClient(fake), { ...desired, object: 'user', fields: ['photos'] });
    fake.reset();
  });

  it('takes away an object, and no other', async () => {
    await removeAppSubscription(appClient(fake), { appId: IDS.app, object: 'page' });
    expect([...subscriptions().keys()]).toEqual(['user']);
  });

  it('takes away fields, and no others', async () => {
    await removeAppSubscription(appClient(fake), { appId: IDS.app, object: 'page', fields: ['feed'] });
    expect(subscriptions().get('page')?.fields).toEqual(new Set(['leadgen']));
  });

  it.each([{ object: '' }, { object: 'page', fields: [] }])(
    'never takes away everything for want of a name: %j',
    async (what) => {
      expect(await catchGraphError(removeAppSubscription(appClient(fake), { appId: IDS.app, ...what }))).toMatchObject({
        code: 'REQUEST_MALFORMED',
      });
      expect(fake.calls).toEqual([]);
    },
  );

  it('is tried again after a failure that passes', async () => {
    fake.failNext({ carriedOut: true, answer: documented.service() });
    await removeAppSubscription(appClient(fake), { appId: IDS.app, object: 'page' });
    expect([...subscriptions().keys()]).toEqual(['user']);
  });
});
