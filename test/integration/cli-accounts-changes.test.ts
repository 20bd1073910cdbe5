import { describe, expect, it } from '@jest/globals';
import { graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
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
const sentBy = (id: string): string[] | undefined => {
  const fields = command.graph.state.accounts.get(id)?.subscribedApps.get(IDS.app);
  return fields && [...fields];
};
const changesAtMeta = () => command.graph.calls.filter(({ method }) => method !== 'GET');

describe('accounts add', () => {
  it('has a Page send what is named, and what it sent already', async () => {
    sends(PAGE, ['feed']);
    const { code, stdout, stderr } = await command.run(['accounts', 'add', 'page', PAGE, 'leadgen'], SECRETS.user);
    expect([code, stdout, stderr]).toEqual([0, `subscribed  page ${PAGE}: feed, leadgen\n`, '']);
    expect(sentBy(PAGE)).toEqual(['feed', 'leadgen']);
  });

  it('without arguments has those send that are wanted and do not', async () => {
    wants({ pages: { [PAGE]: ['feed'] }, whatsapp: [WABA], instagram: { [INSTAGRAM]: ['comments'] } });
    sends(PAGE, ['feed', 'ratings']);
    command.graph.state.tokens.set(SECRETS.user, {
      ...command.graph.state.tokens.get(SECRETS.user)!,
      scopes: ['pages_show_list', 'pages_manage_metadata', 'whatsapp_business_management'],
    });
    const { code, stdout, stderr } = await command.run(['accounts', 'add'], SECRETS.user);
    expect([code, stdout]).toEqual([0, `subscribed  whatsapp ${WABA}\nunchanged  page ${PAGE}\n`]);
    expect(stderr).toContain(`accounts list instagram ${INSTAGRAM}`);
    expect([sentBy(PAGE), sentBy(WABA), sentBy(INSTAGRAM)]).toEqual([['feed', 'ratings'], [], undefined]);
  });

  it('of Instagram Login, with the fields of the configuration', async () => {
    wants({ instagram: { [INSTAGRAM]: ['comments', 'messages'] } });
    expect(await command.json(['accounts', 'add', 'instagram', INSTAGRAM], SECRETS.instagram)).toEqual({
      code: 0,
      dryRun: false,
      app: 'meta',
      appId: IDS.app,
      subscribed: [{ kind: 'instagram', id: INSTAGRAM, fields: ['comments', 'messages'] }],
      unchanged: [],
      notAsked: [],
    });
    expect(sentBy(INSTAGRAM)).toEqual(['comments', 'messages']);
  });

  it('a dry run changes nothing', async () => {
    const { code, stdout } = await command.run(['accounts', 'add', 'page', PAGE, 'feed', '--dry-run'], SECRETS.user);
    expect([code, stdout]).toEqual([0, `would subscribe  page ${PAGE}: feed\nDry run: nothing was changed.\n`]);
    expect([sentBy(PAGE), changesAtMeta()]).toEqual([undefined, []]);
  });

  it.each([
    { rule: 'a field that is not known', args: ['page', PAGE, 'feeed'], want: 'FIELD_UNKNOWN' },
    { rule: 'no field at all', args: ['page', PAGE], want: 'USAGE' },
    { rule: 'a field of WhatsApp', args: ['whatsapp', WABA, 'messages'], want: 'USAGE' },
    {
      rule: 'nothing that is named or wanted',
      args: [],
      want: 'USAGE',
      says: 'the configuration has no matching accounts for the app meta',
    },
    { rule: 'an id that is none', args: ['page', SECRETS.user, 'feed'], want: 'USAGE' },
    { rule: 'a kind that is none', args: ['group', '1', 'feed'], want: 'USAGE' },
    { rule: 'a token in place of the kind', args: [SECRETS.user], want: 'USAGE' },
  ])('refuses $rule and changes nothing', async ({ args, want, says = '' }) => {
    const { code, stdout, stderr } = await command.run(['accounts', 'add', ...args], SECRETS.user);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^error ${want}: [^\\n]+\\nhint: [^\\n]+\\n$`));
    expect(stderr).toContain(says);
    expect(changesAtMeta()).toEqual([]);
  });
});

describe('accounts remove', () => {
  it('ends what an account sends to the app, not what it sends to another', async () => {
    wants({ pages: { [PAGE]: ['feed'] } });
    sends(PAGE, ['feed']);
    sends(PAGE, ['mention'], IDS.otherApp);
    const { code, stdout, stderr } = await command.run(['accounts', 'remove', 'page', PAGE], SECRETS.user);
    expect([code, stdout, stderr]).toEqual([
      0,
      `removed  page ${PAGE}: feed\n`,
      `The configuration still contains page ${PAGE}. Remove it there too.\n`,
    ]);
    expect([...(command.graph.state.accounts.get(PAGE)?.subscribedApps.keys() ?? [])]).toEqual([IDS.otherApp]);
  });

  it('as JSON, of WhatsApp', async () => {
    sends(WABA, []);
    expect(await command.json(['accounts', 'remove', 'whatsapp', WABA], SECRETS.system)).toEqual({
      code: 0,
      dryRun: false,
      app: 'meta',
      appId: IDS.app,
      ended: { kind: 'whatsapp', id: WABA, fields: [] },
    });
    expect(sentBy(WABA)).toBeUndefined();
  });

  it('a dry run ends nothing', async () => {
    sends(PAGE, ['feed']);
    const { stdout } = await command.run(['accounts', 'remove', 'page', PAGE, '--dry-run'], SECRETS.user);
    expect([stdout, sentBy(PAGE), changesAtMeta()]).toEqual([
      `would remove  page ${PAGE}: feed\nDry run: nothing was changed.\n`,
      ['feed'],
      [],
    ]);
  });

  it('says so where there is nothing to end', async () => {
    const { code, stderr } = await command.run(['accounts', 'remove', 'page', PAGE], SECRETS.user);
    expect([code, changesAtMeta()]).toEqual([1, []]);
    expect(stderr).toMatch(/^error NOT_SUBSCRIBED: /);
  });
});
