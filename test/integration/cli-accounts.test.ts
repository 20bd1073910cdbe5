import { beforeEach, describe, expect, it } from '@jest/globals';
import { graphCommandOfSuite, TOKEN_SECRET } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';

const OTHER_PAGE = '1755847768034403';
const { page: PAGE, waba: WABA, igLogin: INSTAGRAM } = IDS;

const command = graphCommandOfSuite();

interface Accounts {
  readonly pages?: Readonly<Record<string, readonly string[]>>;
  readonly whatsapp?: readonly string[];
  readonly instagram?: Readonly<Record<string, readonly string[]>>;
}
const wants = (accounts: Accounts): void => {
  command.cloud.desired = { meta: { appId: IDS.app, accounts } };
};
/** Has an account already send to an app. */
const sends = (id: string, fields: readonly string[], app: string = IDS.app): void => {
  command.graph.state.accounts.get(id)?.subscribedApps.set(app, new Set(fields));
};

describe('accounts list', () => {
  it('shows what a Page sends to the app, and not what it sends to another', async () => {
    wants({ pages: { [PAGE]: ['feed', 'leadgen'] } });
    sends(PAGE, ['feed', 'ratings']);
    sends(PAGE, ['mention'], IDS.otherApp);
    const { code, stdout, stderr } = await command.run(['accounts', 'list'], SECRETS.user);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`page  ${PAGE}  feed, leadgen (missing), ratings (not in the configuration)\n`);
    expect(stdout).toContain(`Page ${PAGE} does not send leadgen.\n  npx meta-webhooks accounts add page ${PAGE}\n`);
    expect(stdout).toContain(
      `Page ${PAGE} sends fields that are not in the configuration: ratings.\n  npx meta-webhooks accounts ` +
        `remove page ${PAGE} && `,
    );
    expect(stdout).not.toContain('mention');
  });

  it("fetches the Page's token by the person's, and asks as the Page, with proofs", async () => {
    wants({ pages: { [PAGE]: ['feed'] } });
    await command.run(['accounts', 'list'], SECRETS.user);
    expect(command.graph.calls.map(({ path, as, proof }) => [path, as, proof])).toEqual([
      ['/me', 'the user', 'right'],
      [`/${PAGE}`, 'the user', 'right'],
      [`/${PAGE}/subscribed_apps`, 'the page', 'right'],
    ]);
  });

  it("takes the Page's own token too", async () => {
    const { code } = await command.run(['accounts', 'list', 'page', PAGE], SECRETS.page);
    expect([code, command.graph.calls.map(({ path, as }) => [path, as])]).toEqual([
      0,
      [
        ['/me', 'the page'],
        [`/${PAGE}/subscribed_apps`, 'the page'],
      ],
    ]);
  });

  it('shows a WhatsApp account, which has no fields', async () => {
    wants({ whatsapp: [WABA] });
    expect((await command.run(['accounts', 'list'], SECRETS.system)).stdout).toContain(
      `whatsapp  ${WABA}  nothing to this app\n`,
    );
    sends(WABA, []);
    const { stdout } = await command.run(['accounts', 'list'], SECRETS.system);
    expect(stdout).toContain(`whatsapp  ${WABA}  the fields of the app\n`);
    expect(stdout).toContain('Everything matches the configuration.');
  });

  it('tells of a WhatsApp account that sends to a callback URL of its own', async () => {
    wants({ whatsapp: [WABA] });
    const listed = {
      data: [
        {
          whatsapp_business_api_data: { id: IDS.app, name: 'Receiver' },
          override_callback_uri: 'https://elsewhere.test/',
        },
      ],
    };
    command.graph.failNext({ answer: { status: 200, body: JSON.stringify(listed) } });
    const found = await command.json<{ differences: { code: string }[] }>(['accounts', 'list'], SECRETS.system);
    expect(found).toMatchObject({
      differences: [
        {
          code: 'CALLBACK_ELSEWHERE',
          isLoss: true,
          sentence: `whatsapp ${WABA} sends to another callback URL than the app`,
        },
      ],
    });
  });

  it('asks an account of Instagram Login on its own host, with its own token', async () => {
    wants({ instagram: { [INSTAGRAM]: ['comments'] } });
    sends(INSTAGRAM, ['comments']);
    const { code, stdout } = await command.run(['accounts', 'list', 'instagram'], SECRETS.instagram);
    expect([code, command.graph.calls.map(({ host, as }) => [host, as])]).toEqual([
      0,
      [['instagram', 'the instagram']],
    ]);
    expect(stdout).toContain(`instagram  ${INSTAGRAM}  comments\n`);
  });

  it('says how to ask for Instagram accounts, whose tokens are their own', async () => {
    wants({ pages: { [PAGE]: ['feed'] }, instagram: { [INSTAGRAM]: ['comments'] } });
    sends(PAGE, ['feed']);
    const { code, stderr } = await command.run(['accounts', 'list'], SECRETS.user);
    expect([code, stderr]).toEqual([
      0,
      `Skipped instagram ${INSTAGRAM}: it needs its own access token.\n  npx meta-webhooks accounts list ` +
        `instagram ${INSTAGRAM}\n`,
    ]);
  });

  it('shows every Page of the person, on demand', async () => {
    command.graph.state.accounts.set(OTHER_PAGE, {
      kind: 'page',
      id: OTHER_PAGE,
      name: 'B',
      subscribedApps: new Map(),
      pageToken: SECRETS.page,
      managedBy: [],
    });
    sends(PAGE, ['feed']);
    const { code, stdout } = await command.run(['accounts', 'list', 'page', '--all-pages'], SECRETS.user);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`page  ${PAGE}  feed\n`)]);
    expect(stdout).not.toContain(OTHER_PAGE);
  });

  it('puts what is wrong with one account in its place, goes on, and ends with 1', async () => {
    wants({ pages: { [OTHER_PAGE]: ['feed'], [PAGE]: ['feed'] }, whatsapp: [WABA] });
    sends(PAGE, ['feed']);
    const { code, stdout, stderr } = await command.run(['accounts', 'list'], SECRETS.user);
    expect(code).toBe(1);
    expect(stdout).toContain(`${OTHER_PAGE}  unknown: OBJECT_UNKNOWN\n`);
    expect(stdout).toContain(`${PAGE}  feed\n`);
    expect(stdout).toContain(`${WABA}   unknown: PERMISSION_MISSING\n`);
    expect(stderr).toContain('Requires whatsapp_business_management permission');
  });

  it('as JSON gives both sides and the differences', async () => {
    wants({ pages: { [PAGE]: ['feed'] } });
    expect(await command.json(['accounts', 'list'], SECRETS.user)).toEqual({
      code: 0,
      app: 'meta',
      appId: IDS.app,
      accounts: [{ kind: 'page', id: PAGE, isSubscribed: false }],
      desired: { pages: { [PAGE]: ['feed'] }, whatsapp: [], instagram: {} },
      notAsked: [],
      differences: [
        {
          code: 'NOT_SUBSCRIBED',
          about: `page ${PAGE}`,
          isLoss: true,
          sentence: `page ${PAGE} does not send to the app`,
          fix: `npx meta-webhooks accounts add page ${PAGE}`,
        },
      ],
    });
  });
});

describe('the token', () => {
  const list = ['accounts', 'list', 'whatsapp', WABA];
  const asked: string[] = [];
  const askSecret = (question: string): Promise<string> => {
    asked.push(question);
    return Promise.resolve(`${SECRETS.system}\n`);
  };
  beforeEach(() => {
    asked.length = 0;
  });

  it.each([
    { rule: 'is asked for where none is set', args: [], token: undefined, questions: 1 },
    { rule: 'is taken from META_ACCESS_TOKEN, and not asked for', args: [], token: SECRETS.system, questions: 0 },
    {
      rule: 'is asked for with prompt, whatever is set',
      args: ['--token-from', 'prompt'],
      token: SECRETS.user,
      questions: 1,
    },
    {
      rule: 'is taken from the variable that is named',
      args: ['--token-from', 'env:MY_TOKEN'],
      token: SECRETS.user,
      questions: 0,
    },
    {
      rule: 'is taken from a secret that holds it alone',
      args: ['--token-from', `secret:${TOKEN_SECRET}`],
      token: SECRETS.user,
      questions: 0,
    },
  ])('$rule', async ({ args, token, questions }) => {
    command.env['MY_TOKEN'] = SECRETS.system;
    const { code } = await command.run([...list, ...args], token, { askSecret });
    expect([code, asked.length, command.graph.calls.map(({ as }) => as)]).toEqual([0, questions, ['the system']]);
  });

  it.each([
    { rule: 'that is the argument itself', from: SECRETS.user, want: ['USAGE', 2] },
    { rule: "in place of a variable's name", from: `env:${SECRETS.user}`, want: ['USAGE', 2] },
    { rule: "in place of a secret's name", from: `secret:${SECRETS.user}`, want: ['SECRET_UNREADABLE', 1] },
    { rule: 'in a secret that holds another JSON', from: 'secret:json', want: ['SECRET_UNREADABLE', 1] },
    { rule: 'that is empty', from: 'env:EMPTY', want: ['USAGE', 2] },
  ])('is refused, and not shown: one $rule', async ({ from, want }) => {
    command.secrets.secrets.set('json', { AWSCURRENT: { text: `{"secret":"${SECRETS.system}"}`, createdMs: 0 } });
    command.env['EMPTY'] = ' ';
    const { code, stdout, stderr } = await command.run([...list, '--token-from', from]);
    expect([stdout, code]).toEqual(['', want[1]]);
    expect(stderr).toMatch(new RegExp(`^error ${String(want[0])}: [^\\n]+\\nhint: [^\\n]+\\n$`));
    expect(command.graph.calls).toEqual([]);
  });

  it('is not shown where it was typed as an option of its own', async () => {
    const { code, stderr } = await command.run([...list, `--access-token=${SECRETS.appSecret}`]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("unknown option '--access-token'")]);
  });
});
