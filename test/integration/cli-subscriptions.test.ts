import { describe, expect, it } from '@jest/globals';
import { IDS } from '../support/harness/graph-under-test.ts';
import { SECRET_ARN, graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';

const command = graphCommandOfSuite();

const wants = (subscriptions: Readonly<Record<string, readonly string[]>>): void => {
  command.cloud.desired = { meta: { appId: IDS.app, subscriptions } };
};
/** Has Meta already send fields of an object. */
const subscribed = (
  object: string,
  fields: readonly string[],
  change: { callbackUrl?: string; active?: boolean } = {},
): void => {
  command.graph.state.apps.get(IDS.app)?.subscriptions.set(object, {
    callbackUrl: command.callbackUrl,
    active: true,
    includeValues: true,
    ...change,
    fields: new Set(fields),
  });
};
const fieldsAtMeta = (object: string): string[] | undefined => {
  const fields = command.graph.state.apps.get(IDS.app)?.subscriptions.get(object)?.fields;
  return fields && [...fields];
};

describe('subscriptions list', () => {
  it('shows what is, what is wanted, and how to fix the difference', async () => {
    wants({ page: ['feed', 'leadgen'], user: ['photos'] });
    subscribed('page', ['feed', 'ratings']);
    const { code, stdout, stderr } = await command.run(['subscriptions', 'list']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^page +active +this +feed, leadgen \(missing\), ratings \(not in the configuration\)$/m);
    expect(stdout).toMatch(/^user +missing +- +photos \(missing\)$/m);
    expect(stdout).toContain(
      'The app is not subscribed to page: leadgen.\n  npx meta-webhooks subscriptions add page feed leadgen\n',
    );
    expect(stdout).toContain('The app is not subscribed to user.\n  npx meta-webhooks subscriptions add user photos\n');
    expect(stdout).toContain(
      'The app is subscribed to fields of page that are not in the configuration: ratings.\n  npx meta-webhooks subscriptions remove ' +
        'page ratings\n',
    );
  });

  it('calls as the app, with proof, and once', async () => {
    await command.run(['subscriptions', 'list']);
    expect(command.graph.calls).toEqual([
      {
        host: 'facebook',
        method: 'GET',
        version: 'v27.0',
        path: `/${IDS.app}/subscriptions`,
        parameters: {},
        as: `app ${IDS.app}`,
        proof: 'right',
        batched: false,
      },
    ]);
  });

  it('as JSON gives both sides and the differences', async () => {
    wants({ page: ['feed'] });
    subscribed('user', ['photos']);
    expect(await command.json(['subscriptions', 'list'])).toEqual({
      code: 0,
      app: 'meta',
      appId: IDS.app,
      callbackUrl: command.callbackUrl,
      subscriptions: [
        {
          object: 'user',
          callbackUrl: command.callbackUrl,
          active: true,
          fields: [{ name: 'photos', version: 'v26.0' }],
        },
      ],
      desired: { page: ['feed'] },
      differences: [
        {
          code: 'NOT_SUBSCRIBED',
          about: 'page',
          isLoss: true,
          sentence: 'the app is not subscribed to page',
          fix: 'npx meta-webhooks subscriptions add page feed',
        },
        {
          code: 'NOT_WANTED',
          about: 'user',
          isLoss: false,
          sentence: 'the app is subscribed to user, which is not in the configuration',
          fix: 'npx meta-webhooks subscriptions remove user',
        },
      ],
    });
  });

  it.each([
    {
      rule: 'a subscription that Meta gave up on',
      change: { active: false },
      want: ['INACTIVE', 'the subscription to page is not active: Meta disabled it'],
    },
    {
      rule: 'one that goes elsewhere',
      change: { callbackUrl: 'https://elsewhere.test/' },
      want: ['CALLBACK_ELSEWHERE', 'page is subscribed with another callback URL'],
    },
  ])('tells of $rule', async ({ change, want }) => {
    wants({ page: ['feed'] });
    subscribed('page', ['feed'], change);
    const { differences } = await command.json<{ differences: { code: string; sentence: string }[] }>([
      'subscriptions',
      'list',
    ]);
    expect(differences.map(({ code, sentence }) => [code, sentence])).toEqual([want]);
  });

  it('says of instagram where it is done manually', async () => {
    wants({ instagram: ['comments'] });
    const { stdout } = await command.run(['subscriptions', 'list']);
    expect(stdout).toContain(`https://developers.facebook.com/apps/${IDS.app}/webhooks/, choose instagram`);
  });

  it('says that all is well, or that there is nothing to compare with', async () => {
    subscribed('page', ['feed']);
    expect((await command.run(['subscriptions', 'list'])).stdout).toContain('no desired subscriptions to compare with');
    wants({ page: ['feed'] });
    expect((await command.run(['subscriptions', 'list'])).stdout).toContain('Everything matches the configuration.');
  });

  it('leaves alone what another receiver of the same app gets', async () => {
    wants({ page: ['feed'] });
    subscribed('page', ['feed']);
    subscribed('user', ['photos'], { callbackUrl: 'https://elsewhere.test/' });
    expect(await command.json(['subscriptions', 'list'])).toMatchObject({ differences: [] });
  });

  it('names the app in commands where there are several', async () => {
    command.cloud.receiver.apps!['shop'] = { callbackUrl: `${command.callbackUrl}?shop`, secretArn: SECRET_ARN };
    command.cloud.desired = { shop: { appId: IDS.app, subscriptions: { page: ['feed'] } } };
    const { stdout } = await command.run(['subscriptions', 'list', '--app', 'shop']);
    delete command.cloud.receiver.apps!['shop'];
    expect(stdout).toContain('npx meta-webhooks subscriptions add page feed --app shop\n');
  });
});

describe('subscriptions add', () => {
  it('subscribes to what is named; the real ingress answers the challenge', async () => {
    const { code, stdout, stderr } = await command.run(['subscriptions', 'add', 'page', 'feed', 'leadgen']);
    expect([code, stdout, stderr]).toEqual([0, 'subscribed  page: feed, leadgen\n', '']);
    expect(command.atMeta()).toMatchObject({
      subscriptions: {
        page: { callbackUrl: command.callbackUrl, active: true, includeValues: true, fields: ['feed', 'leadgen'] },
      },
    });
  });

  it('without arguments subscribes to what is wanted and lacking, and to nothing else', async () => {
    wants({ page: ['feed', 'leadgen'], user: ['photos'], permissions: ['email'], instagram: ['comments'] });
    subscribed('page', ['feed']);
    subscribed('user', ['photos']);
    const { code, stdout, stderr } = await command.run(['subscriptions', 'add']);
    expect([code, stdout]).toEqual([0, 'subscribed  page: feed, leadgen\nsubscribed  permissions: email\n']);
    expect(stderr).toContain(
      `In the App Dashboard: the app is not subscribed to instagram.\n  ` +
        `Open https://developers.facebook.com/apps/${IDS.app}/webhooks/`,
    );
    expect(
      command.graph.calls.filter(({ method }) => method === 'POST').map(({ parameters }) => parameters['object']),
    ).toEqual(['page', 'permissions']);
    expect([fieldsAtMeta('page'), fieldsAtMeta('permissions')]).toEqual([['feed', 'leadgen'], ['email']]);
  });

  it('again changes nothing', async () => {
    wants({ page: ['feed'] });
    await command.run(['subscriptions', 'add']);
    const before = command.atMeta();
    const { code, stdout } = await command.run(['subscriptions', 'add']);
    expect([code, stdout]).toEqual([
      0,
      'Nothing to do: all subscriptions that the Graph API allows match the configuration.\n',
    ]);
    expect(command.atMeta()).toEqual(before);
    expect(command.graph.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('takes the fields of a named object from the configuration', async () => {
    wants({ page: ['feed'], user: ['photos'] });
    expect((await command.run(['subscriptions', 'add', 'user'])).stdout).toBe('subscribed  user: photos\n');
  });

  it('has names only sent where values are not wanted', async () => {
    expect((await command.run(['subscriptions', 'add', 'page', 'feed', '--no-include-values'])).stdout).toBe(
      'subscribed  page: feed, without values\n',
    );
    expect(command.atMeta()).toMatchObject({ subscriptions: { page: { includeValues: false } } });
  });

  it('a dry run says what it would do, what it would replace, and does nothing', async () => {
    wants({ page: ['feed'] });
    subscribed('page', ['feed'], { callbackUrl: 'https://elsewhere.test/hook' });
    const before = command.atMeta();
    const { code, stdout } = await command.run(['subscriptions', 'add', '--dry-run']);
    expect([code, stdout]).toEqual([
      0,
      'would subscribe  page: feed, replaces the callback URL https://elsewhere.test/hook\nDry run: nothing ' +
        'was changed.\n',
    ]);
    expect(command.atMeta()).toEqual(before);
    expect(command.graph.calls.map(({ method }) => method)).toEqual(['GET']);
  });

  it('as JSON gives what was done', async () => {
    expect(await command.json(['subscriptions', 'add', 'page', 'feed'])).toEqual({
      code: 0,
      dryRun: false,
      app: 'meta',
      appId: IDS.app,
      callbackUrl: command.callbackUrl,
      includeValues: true,
      includeClientCertificate: false,
      subscribed: [{ object: 'page', fields: ['feed'] }],
      dashboardOnly: [],
    });
  });

  it.each(['constructor', '__proto__', 'new_object'])(
    'asks for fields of %s, which the configuration does not name',
    async (object) => {
      const { code, stderr } = await command.run(['subscriptions', 'add', object, '--force']);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(`the configuration has no fields of ${object} for the app`),
      ]);
    },
  );

  it('asks Meta with --force for what is not known here', async () => {
    const { code } = await command.run(['subscriptions', 'add', 'new_object', 'new_field', '--force']);
    expect([code, fieldsAtMeta('new_object')]).toEqual([0, ['new_field']]);
  });

  it('tells what was done before something went wrong', async () => {
    wants({ page: ['feed'], user: ['photos'] });
    command.graph.fault = ({ parameters }) =>
      parameters['object'] === 'user'
        ? { answer: { status: 400, body: '{"error":{"code":100,"message":"no"}}' } }
        : undefined;
    const { code, stdout, stderr } = await command.run(['subscriptions', 'add']);
    expect([code, stdout]).toEqual([1, 'subscribed  page: feed\n']);
    expect(stderr).toMatch(/^error PARAMETER_REFUSED: /);
    expect([fieldsAtMeta('page'), fieldsAtMeta('user')]).toEqual([['feed'], undefined]);
  });
});

describe('subscriptions remove', () => {
  it('ends some fields and says what is left', async () => {
    wants({ page: ['feed'] });
    subscribed('page', ['feed', 'leadgen']);
    const { code, stdout, stderr } = await command.run(['subscriptions', 'remove', 'page', 'feed']);
    expect([code, stdout, stderr]).toEqual([
      0,
      'removed  page: feed; remaining: leadgen\n',
      'The configuration still contains page: feed. Remove it there too.\n',
    ]);
    expect(fieldsAtMeta('page')).toEqual(['leadgen']);
  });

  it('ends a whole object, and no other', async () => {
    subscribed('page', ['feed']);
    subscribed('user', ['photos']);
    expect(await command.json(['subscriptions', 'remove', 'page'])).toEqual({
      code: 0,
      dryRun: false,
      app: 'meta',
      appId: IDS.app,
      ended: { object: 'page', fields: ['feed'] },
      left: [],
    });
    expect([fieldsAtMeta('page'), fieldsAtMeta('user')]).toEqual([undefined, ['photos']]);
  });

  it('a dry run ends nothing', async () => {
    subscribed('page', ['feed']);
    expect((await command.run(['subscriptions', 'remove', 'page', '--dry-run'])).stdout).toBe(
      'would remove  page: feed; nothing remains\nDry run: nothing was changed.\n',
    );
    expect(fieldsAtMeta('page')).toEqual(['feed']);
  });

  it.each([
    { rule: 'an object', args: ['user'], want: 'the app is not subscribed to user' },
    { rule: 'a field', args: ['page', 'feed', 'leadgen'], want: 'the app is not subscribed to page: leadgen' },
  ])('changes nothing where $rule is not subscribed', async ({ args, want }) => {
    subscribed('page', ['feed']);
    const { code, stderr } = await command.run(['subscriptions', 'remove', ...args]);
    expect([code, fieldsAtMeta('page')]).toEqual([1, ['feed']]);
    expect(stderr).toContain(`error NOT_SUBSCRIBED: ${want}\n`);
  });

  it('wants an object: without one Meta would end all', async () => {
    subscribed('page', ['feed']);
    const { code } = await command.run(['subscriptions', 'remove']);
    expect([code, fieldsAtMeta('page'), command.graph.calls]).toEqual([2, ['feed'], []]);
  });
});
