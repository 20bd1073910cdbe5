import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listPages, readPageToken } from '../../../../src/graph/resources/page-tokens.ts';
import {
  listSubscribedApps,
  subscribeAccount,
  unsubscribeAccount,
  type Account,
} from '../../../../src/graph/resources/subscribed-apps.ts';
import { examineToken, readTokenOwner } from '../../../../src/graph/resources/token-info.ts';
import type { FakeGraphApi } from '../../../support/fakes/fake-graph-api.ts';
import {
  appClient,
  fillGraphWorld,
  graphClient,
  catchGraphError,
  graphTestPorts,
  IDS,
  SECRETS,
  startGraphWorld,
} from '../../../support/harness/graph-under-test.ts';

let fake: FakeGraphApi;
beforeAll(async () => {
  fake = await startGraphWorld();
});
beforeEach(() => {
  fillGraphWorld(fake);
  fake.reset();
});
afterAll(() => fake.stop());

const createClient = {
  page: () => graphClient(fake),
  waba: () => graphClient(fake, { token: SECRETS.system }),
  instagram: () => graphClient(fake, { token: SECRETS.instagram, baseUrl: fake.instagramUrl }),
  user: () => graphClient(fake, { token: SECRETS.user }),
};

describe.each<{ account: Account; fields: readonly string[]; before: unknown; after: unknown }>([
  {
    account: { kind: 'page', id: IDS.page },
    fields: ['feed', 'leadgen'],
    before: [],
    after: [{ appId: IDS.app, name: 'Receiver', fields: ['feed', 'leadgen'] }],
  },
  { account: { kind: 'waba', id: IDS.waba }, fields: [], before: [], after: [{ appId: IDS.app, name: 'Receiver' }] },
  {
    account: { kind: 'instagram', id: 'me' },
    fields: ['comments', 'messages'],
    before: [],
    after: [{ appId: IDS.app, name: 'Receiver', fields: ['comments', 'messages'] }],
  },
])('an account of kind $account.kind', ({ account, fields, before, after }) => {
  it('is subscribed, listed and unsubscribed', async () => {
    const client = createClient[account.kind]();
    expect(await listSubscribedApps(client, account)).toEqual(before);
    await subscribeAccount(client, account, fields);
    expect(await listSubscribedApps(client, account)).toEqual(after);
    await unsubscribeAccount(client, account);
    expect(await listSubscribedApps(client, account)).toEqual([]);
  });

  it('is subscribed again when the answer got lost', async () => {
    fake.failNext({ carriedOut: true, answer: 'reset' });
    await subscribeAccount(createClient[account.kind](), account, fields);
    expect(await listSubscribedApps(createClient[account.kind](), account)).toEqual(after);
  });

  it('is refused on the other host, whose tokens are others', async () => {
    const baseUrl = account.kind === 'instagram' ? fake.url : fake.instagramUrl;
    const token = { page: SECRETS.page, waba: SECRETS.system, instagram: SECRETS.instagram }[account.kind];
    expect(await catchGraphError(listSubscribedApps(graphClient(fake, { token, baseUrl }), account))).toMatchObject({
      code: 'TOKEN_INVALID',
    });
  });
});

describe('subscribing an account', () => {
  it.each<{ rule: string; account: Account; fields: readonly string[] }>([
    { rule: 'of a Page without a field', account: { kind: 'page', id: IDS.page }, fields: [] },
    { rule: 'of WhatsApp with a field', account: { kind: 'waba', id: IDS.waba }, fields: ['messages'] },
  ])('$rule is refused before it is sent', async ({ account, fields }) => {
    expect(await catchGraphError(subscribeAccount(createClient[account.kind](), account, fields))).toMatchObject({
      code: 'REQUEST_MALFORMED',
    });
    expect(fake.calls).toEqual([]);
  });

  it('of a Page with the user token says that the Page token is wanted', async () => {
    expect(
      await catchGraphError(subscribeAccount(createClient.user(), { kind: 'page', id: IDS.page }, ['feed'])),
    ).toMatchObject({ code: 'WRONG_TOKEN_TYPE', hint: expect.stringMatching(/Page access token/) });
  });

  it('without the permission says so', async () => {
    fake.state.tokens.set(SECRETS.page, { ...fake.state.tokens.get(SECRETS.page)!, scopes: [] });
    expect(
      await catchGraphError(subscribeAccount(createClient.page(), { kind: 'page', id: IDS.page }, ['feed'])),
    ).toMatchObject({ code: 'PERMISSION_MISSING' });
  });

  it('that does not exist says so', async () => {
    expect(
      await catchGraphError(subscribeAccount(createClient.page(), { kind: 'page', id: '4711' }, ['feed'])),
    ).toMatchObject({ code: 'OBJECT_UNKNOWN' });
  });
});

describe('a WhatsApp account', () => {
  it('that overrides the callback URL is listed with it', async () => {
    // https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/override
    const body =
      '{"data":[{"whatsapp_business_api_data":{"link":"https://www.facebook.com/games/?app_id=1","name":"A","id":"670843887433847"},"override_callback_uri":"https://b.test/w"}]}';
    fake.failNext({ answer: { status: 200, body } });
    expect(await listSubscribedApps(createClient.waba(), { kind: 'waba', id: IDS.waba })).toEqual([
      { appId: '670843887433847', name: 'A', overrideCallbackUrl: 'https://b.test/w' },
    ]);
  });
});

describe('the token of a Page', () => {
  it('is fetched with the token of somebody who has a role on it, and is good for it', async () => {
    const token = await readPageToken(createClient.user(), IDS.page);
    await subscribeAccount(createClient.user().withToken(token), { kind: 'page', id: IDS.page }, ['feed']);
    expect(fake.calls.map(({ as }) => as)).toEqual(['the user', 'the page']);
  });

  it('comes with the list of Pages, over as many pages as there are', async () => {
    fake.state.pageSize = 2;
    for (const id of ['1', '2', '3', '4']) {
      fake.state.accounts.set(id, {
        kind: 'page',
        id,
        name: `Page ${id}`,
        subscribedApps: new Map(),
        pageToken: `token-${id}`,
        managedBy: ['10201978818232600'],
      });
    }
    const pages = await listPages(createClient.user());
    expect(pages.map(({ id }) => id)).toEqual([IDS.page, '1', '2', '3', '4']);
    expect(pages[1]).toEqual({ id: '1', name: 'Page 1', tasks: ['MANAGE', 'MODERATE'], accessToken: 'token-1' });
    expect(fake.calls).toHaveLength(3);
    expect(fake.urls.join()).not.toMatch(/access_token=|planted/i);
  });

  it('that Meta leaves out is a missing permission', async () => {
    fake.state.tokens.set(SECRETS.user, { ...fake.state.tokens.get(SECRETS.user)!, scopes: [] });
    expect(await catchGraphError(readPageToken(createClient.user(), IDS.page))).toMatchObject({
      code: 'PERMISSION_MISSING',
      hint: expect.stringMatching(/role/),
    });
    expect(await catchGraphError(listPages(createClient.user()))).toMatchObject({ code: 'PERMISSION_MISSING' });
  });
});

describe('the owner of a token', () => {
  it('is told by id and name', async () => {
    expect(await readTokenOwner(createClient.user())).toEqual({ id: '10201978818232600', name: 'the user' });
    expect(await readTokenOwner(createClient.instagram(), 'id,username')).toEqual({
      id: IDS.igLogin,
      name: 'the instagram',
    });
  });
});

describe('examining a token', () => {
  it('tells whose it is, what it may and how long', async () => {
    expect(await examineToken(appClient(fake), SECRETS.page)).toEqual({
      valid: true,
      appId: IDS.app,
      application: 'Receiver',
      type: 'PAGE',
      userId: IDS.page,
      profileId: IDS.page,
      expiresAtMs: 1_800_000_000_000,
      scopes: ['pages_manage_metadata', 'instagram_basic', 'instagram_manage_comments'],
      granularScopes: ['pages_manage_metadata', 'instagram_basic', 'instagram_manage_comments'].map((scope) => ({
        scope,
        targetIds: [],
      })),
    });
  });

  it('keeps it out of the URL, in a batch of one', async () => {
    await examineToken(appClient(fake), SECRETS.page);
    expect(fake.calls).toMatchObject([
      {
        batched: true,
        method: 'GET',
        path: '/debug_token',
        parameters: { input_token: '<hidden>' },
        as: `app ${IDS.app}`,
        proof: 'right',
      },
    ]);
    expect(fake.urls).toEqual(['/v27.0']);
  });

  it('that has ended is an answer, with its code and subcode', async () => {
    fake.state.tokens.get(SECRETS.page)!.endedBySubcode = 463;
    expect(await examineToken(appClient(fake), SECRETS.page)).toMatchObject({
      valid: false,
      graphCode: 190,
      subcode: 463,
    });
    expect(await examineToken(appClient(fake), 'EAAnobodysToken')).toMatchObject({
      valid: false,
      graphCode: 190,
      scopes: [],
    });
  });

  it('is an error with the code inside the batch when it is refused', async () => {
    expect(await catchGraphError(examineToken(createClient.user(), SECRETS.page))).toMatchObject({
      code: 'WRONG_TOKEN_TYPE',
      facts: { graphCode: 15 },
    });
  });

  it.each([
    { rule: 'that Meta did not get to', body: '[null]', code: 'TRANSIENT' },
    { rule: 'of two answers', body: '[null,null]', code: 'RESPONSE_UNREADABLE' },
    { rule: 'whose answer has no body', body: '[{"code":200}]', code: 'RESPONSE_UNREADABLE' },
    { rule: 'whose answer is HTML', body: '[{"code":200,"body":"<html>"}]', code: 'RESPONSE_UNREADABLE' },
  ])('is an error for a batch $rule', async ({ body, code }) => {
    // The fake wraps what it answers to a batch; here the wrapping itself is wrong.
    const ports = { ...graphTestPorts(), fetch: () => Promise.resolve(new Response(body)) };
    const raw = graphClient(fake, { token: `${IDS.app}|${SECRETS.appSecret}`, maxAttempts: 1 }, ports);
    expect(await catchGraphError(examineToken(raw, SECRETS.page))).toMatchObject({ code });
  });
});
