import { describe, expect, it } from '@jest/globals';
import { graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';

const { page: PAGE, igLogin: OTHER, igUnified: ACCOUNT } = IDS;
const UNIFIED = ['--login', 'unified'];

const command = graphCommandOfSuite();

const wants = (instagram: Readonly<Record<string, readonly string[]>>): void => {
  command.cloud.desired = { meta: { appId: IDS.app, accounts: { instagram } } };
};
const sentBy = (id: string): string[] | undefined => {
  const fields = command.graph.state.accounts.get(id)?.subscribedApps.get(IDS.app);
  return fields && [...fields];
};

// https://developers.facebook.com/documentation/instagram-platform/webhooks/setup, table of requirements, 2026-10-20
describe('an Instagram account of Unified Login', () => {
  it("is subscribed on Facebook's host with the token of a system user", async () => {
    const args = ['accounts', 'add', 'instagram', ACCOUNT, 'comments', ...UNIFIED];
    const { code, stdout, stderr } = await command.run(args, SECRETS.system);
    expect([code, stdout, stderr]).toEqual([0, `subscribed  instagram ${ACCOUNT}: comments\n`, '']);
    expect(sentBy(ACCOUNT)).toEqual(['comments']);
    expect(new Set(command.graph.calls.map(({ host, as, proof }) => `${host}, ${as}, proof ${proof}`))).toEqual(
      new Set(['facebook, the system, proof right']),
    );
  });

  it('is listed with the others, because one token is good for all', async () => {
    wants({ [ACCOUNT]: ['comments'] });
    const { code, stdout, stderr } = await command.run(['accounts', 'list', ...UNIFIED], SECRETS.system);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`instagram  ${ACCOUNT}  nothing to this app\n`);
    expect(stdout).toContain(`npx meta-webhooks accounts add instagram ${ACCOUNT} --login unified\n`);
  });

  it('stops sending when its subscription is removed', async () => {
    command.graph.state.accounts.get(ACCOUNT)?.subscribedApps.set(IDS.app, new Set(['comments']));
    const { code } = await command.run(['accounts', 'remove', 'instagram', ACCOUNT, ...UNIFIED], SECRETS.system);
    expect([code, sentBy(ACCOUNT)]).toEqual([0, undefined]);
  });

  it('is unknown to the host of Instagram Login, which is the default', async () => {
    const args = ['accounts', 'add', 'instagram', ACCOUNT, 'comments'];
    expect((await command.run(args, SECRETS.instagram)).code).toBe(1);
    expect(sentBy(ACCOUNT)).toBeUndefined();
    expect(command.graph.calls.map(({ host }) => host)).toContain('instagram');
  });

  it('several accounts without an id: only Unified Login has a token for all', async () => {
    wants({ [ACCOUNT]: ['comments'], [OTHER]: ['comments'] });
    const { code, stderr } = await command.run(['accounts', 'list', 'instagram'], SECRETS.instagram);
    expect([code, stderr]).toEqual([2, expect.stringContaining('If the app uses Unified Login, set --login unified.')]);
  });

  it('does not change how a Page is asked', async () => {
    await command.run(['accounts', 'list', 'page', PAGE, ...UNIFIED], SECRETS.page);
    expect(command.graph.calls.map(({ host, as }) => `${host}, ${as}`)).toContain('facebook, the page');
  });
});
