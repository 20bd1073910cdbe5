import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Checked } from '../../cli/commands/doctor/check.ts';
import type { FakeGraphApi } from '../support/fakes/fake-graph-api.ts';
import { fillGraphWorld, IDS, SECRETS, startGraphWorld } from '../support/harness/graph-under-test.ts';
import { startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

let operator: OperatorUnderTest;
let graph: FakeGraphApi;
beforeAll(async () => {
  [operator, graph] = await Promise.all([startOperator(), startGraphWorld()]);
});
afterAll(async () => {
  await operator.stop();
  await graph.stop();
});
beforeEach(() => {
  operator.reset();
  operator.store({ appSecret: SECRETS.appSecret, verifyToken: SECRETS.verifyToken });
  fillGraphWorld(graph);
  graph.calls.length = 0;
  want({
    subscriptions: { page: ['feed', 'leadgen'] },
    accounts: { pages: { [IDS.page]: ['feed'] }, whatsapp: [IDS.waba], instagram: {} },
  });
  subscribe('page', ['feed', 'leadgen']);
  graph.state.accounts.get(IDS.page)!.subscribedApps.set(IDS.app, new Set(['feed']));
  graph.state.accounts.get(IDS.waba)!.subscribedApps.set(IDS.app, new Set());
});
afterEach(() => {
  for (const secret of Object.values(SECRETS)) expect(operator.shown.join('')).not.toContain(secret);
});

const want = (desired: object): void => {
  operator.command.cloud.desired = { meta: { appId: IDS.app, ...desired } };
};

const subscribe = (object: string, fields: readonly string[], change: object = {}): void => {
  graph.state.apps.get(IDS.app)!.subscriptions.set(object, {
    callbackUrl: operator.callback.url,
    active: true,
    includeValues: true,
    fields: new Set(fields),
    ...change,
  });
};

const oneOf = async (check: string, ...args: readonly string[]): Promise<Checked | undefined> => {
  const env = { META_GRAPH_URL: graph.url, META_ACCESS_TOKEN: SECRETS.system };
  graph.state.tokens.set(SECRETS.system, {
    ...graph.state.tokens.get(SECRETS.system)!,
    scopes: ['whatsapp_business_management', 'pages_show_list', 'pages_manage_metadata'],
  });
  graph.state.accounts.set(IDS.page, {
    ...graph.state.accounts.get(IDS.page)!,
    managedBy: [graph.state.tokens.get(SECRETS.system)!.ownerId],
  });
  const { checks } = await operator.json<{ readonly checks: readonly Checked[] }>(
    ['doctor', '--no-round-trip', ...args],
    { env },
  );
  return checks.find((one) => one.check === check);
};

describe('subscriptions', () => {
  it('that are as the configuration wants them are ok', async () => {
    expect(await oneOf('subscriptions')).toMatchObject({ status: 'ok', message: 'subscribed to page' });
    expect(graph.calls).toContainEqual(
      expect.objectContaining({ as: `app ${IDS.app}`, path: `/${IDS.app}/subscriptions` }),
    );
  });

  it.each([
    {
      rule: 'are absent',
      change: () => {
        graph.state.apps.get(IDS.app)!.subscriptions.clear();
      },
      message: 'the app is not subscribed to page',
      hint: 'Run `npx meta-webhooks subscriptions add page feed leadgen`.',
    },
    {
      rule: 'lack a field',
      change: () => {
        subscribe('page', ['feed']);
      },
      message: 'the app is not subscribed to page: leadgen',
      hint: 'Run `npx meta-webhooks subscriptions add page feed leadgen`.',
    },
    {
      rule: 'go elsewhere',
      change: () => {
        subscribe('page', ['feed', 'leadgen'], { callbackUrl: 'https://example.org/' });
      },
      message: 'page is subscribed with another callback URL',
      hint: 'Run `npx meta-webhooks subscriptions add page feed leadgen`.',
    },
    {
      rule: 'were given up by Meta',
      change: () => {
        subscribe('page', ['feed', 'leadgen'], { active: false });
      },
      message: 'the subscription to page is not active: Meta disabled it',
      hint: 'Run `npx meta-webhooks subscriptions add page feed leadgen`.',
    },
  ])('that $rule fail, with the command that fixes it', async ({ change, message, hint }) => {
    change();
    expect(await oneOf('subscriptions')).toMatchObject({ status: 'failed', message, hint });
  });

  it('beyond what is wanted are a warning', async () => {
    subscribe('user', ['photos']);
    expect(await oneOf('subscriptions')).toMatchObject({
      status: 'warning',
      message: expect.stringContaining('user'),
      hint: 'Run `npx meta-webhooks subscriptions remove user`.',
    });
  });

  it('none of which comes here are a warning where nothing in particular is wanted', async () => {
    want({});
    subscribe('page', ['feed'], { callbackUrl: 'https://example.org/' });
    expect(await oneOf('subscriptions')).toMatchObject({
      status: 'warning',
      message: 'the app has no subscription with this callback URL',
    });
  });

  it('cannot be looked at without an app secret, or without the id of the app', async () => {
    operator.store({ appSecret: '', verifyToken: SECRETS.verifyToken });
    const noSecret = await oneOf('subscriptions');
    operator.command.cloud.desired = undefined;
    const noId = await oneOf('subscriptions');
    expect([noSecret, noId]).toMatchObject([
      { status: 'skipped', hint: 'See the check secret.' },
      { status: 'skipped', hint: expect.stringContaining('--app-id') },
    ]);
    expect(graph.calls).toEqual([]);
  });

  it('fail where the stored secret is not the one of that app', async () => {
    operator.store({ appSecret: SECRETS.otherSecret, verifyToken: SECRETS.verifyToken });
    expect(await oneOf('subscriptions')).toMatchObject({ status: 'failed', hint: expect.any(String) });
  });

  it('fail where Meta cannot be reached, and the other checks are made', async () => {
    const { checks } = await operator.json<{ readonly checks: readonly Checked[] }>(['doctor', '--no-round-trip'], {
      env: { META_GRAPH_URL: 'http://127.0.0.1:1' },
    });
    const of = (name: string) => checks.find(({ check }) => check === name);
    expect(of('subscriptions')).toMatchObject({ status: 'failed', code: 'GRAPH_UNREACHABLE' });
    expect(of('challenge')).toMatchObject({ status: 'ok' });
  });
});

describe('accounts', () => {
  it('that send what is wanted are ok', async () => {
    expect(await oneOf('accounts')).toMatchObject({
      status: 'ok',
      message: `page ${IDS.page}, whatsapp ${IDS.waba} send all desired fields`,
    });
  });

  it.each([
    {
      rule: 'a Page that does not send',
      change: () => {
        graph.state.accounts.get(IDS.page)!.subscribedApps.clear();
      },
      message: `page ${IDS.page} does not send to the app`,
      hint: `Run \`npx meta-webhooks accounts add page ${IDS.page}\`.`,
    },
    {
      rule: 'a WhatsApp account that does not send',
      change: () => {
        graph.state.accounts.get(IDS.waba)!.subscribedApps.clear();
      },
      message: `whatsapp ${IDS.waba} does not send to the app`,
      hint: `Run \`npx meta-webhooks accounts add whatsapp ${IDS.waba}\`.`,
    },
  ])('$rule fails, with the command that fixes it', async ({ change, message, hint }) => {
    change();
    expect(await oneOf('accounts')).toMatchObject({ status: 'failed', message, hint });
  });

  it('that the token may not see fail, and name the account', async () => {
    graph.state.accounts.delete(IDS.waba);
    expect(await oneOf('accounts')).toMatchObject({
      status: 'failed',
      message: expect.stringContaining(`whatsapp ${IDS.waba}: `),
      hint: expect.any(String),
    });
  });

  it('cannot be looked at without an access token: nobody is asked for one', async () => {
    const { checks } = await operator.json<{ readonly checks: readonly Checked[] }>(['doctor', '--no-round-trip'], {
      env: { META_GRAPH_URL: graph.url },
    });
    expect(checks.find(({ check }) => check === 'accounts')).toMatchObject({
      status: 'skipped',
      hint: 'Set --token-from or META_ACCESS_TOKEN.',
    });
    expect(operator.questions).toEqual([]);
  });

  it('can be looked at with a token that is asked for before anything else', async () => {
    operator.answers = [SECRETS.system];
    expect(await oneOf('accounts', '--token-from', 'prompt')).toMatchObject({ status: 'ok' });
    expect(operator.questions).toHaveLength(1);
  });
});
