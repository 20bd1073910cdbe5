import { describe, expect, it } from '@jest/globals';
import { graphCommandOfSuite } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import {
  hasStyle,
  itOnTerminal,
  keepCapture,
  linesWiderThan,
  runOnTerminal,
  toLines,
  wordsOf,
} from '../support/harness/on-terminal.ts';

const command = graphCommandOfSuite();

/** Has the app and the Page already send these fields. */
function sends({ page, account }: { readonly page: readonly string[]; readonly account: readonly string[] }): void {
  const { apps, accounts } = command.graph.state;
  apps.get(IDS.app)?.subscriptions.set('page', {
    ...{ callbackUrl: command.callbackUrl, active: true, includeValues: true },
    fields: new Set(page),
  });
  accounts.get(IDS.page)?.subscribedApps.set(IDS.app, new Set(account));
}

const wants = (fields: readonly string[]): void => {
  const accounts = { pages: { [IDS.page]: fields } };
  command.cloud.desired = { meta: { appId: IDS.app, subscriptions: { page: fields }, accounts } };
};

const LISTS = [{ args: ['subscriptions', 'list'] }, { args: ['accounts', 'list'] }];
const MANY = ['feed', 'leadgen', 'mention', 'messages', 'messaging_postbacks', 'messaging_referrals', 'ratings'];

describe('on a terminal of 80 columns', () => {
  itOnTerminal.each(LISTS)('$args has colors, no line that is too wide and no broken word', async ({ args }) => {
    wants(MANY);
    sends({ page: ['feed', 'videos'], account: ['feed', 'videos'] });
    const shown = await runOnTerminal(args, { env: { ...command.env, META_ACCESS_TOKEN: SECRETS.user }, columns: 80 });
    keepCapture(args, shown);
    expect(shown.code).toBe(0);
    expect(linesWiderThan(80, shown)).toEqual([]);
    expect(hasStyle(shown)).toBe(true);
    const { stdout, stderr } = await command.run(args, SECRETS.user, { outIsTerminal: true, columns: () => 1_000 });
    expect(wordsOf(shown)).toEqual(wordsOf(toLines(stdout + stderr)));
  });
});

describe('the next command', () => {
  const lastLine = async (args: readonly string[]): Promise<string | undefined> =>
    (await command.run(args, SECRETS.user)).stdout.trimEnd().split('\n').at(-1);

  it.each([
    { args: ['subscriptions', 'list'], want: 'npx meta-webhooks subscriptions add page feed leadgen' },
    { args: ['accounts', 'list'], want: `npx meta-webhooks accounts add page ${IDS.page}` },
  ])('of $args makes what is missing, before it removes what is too much', async ({ args, want }) => {
    wants(['feed', 'leadgen']);
    sends({ page: ['feed', 'ratings'], account: ['feed', 'ratings'] });
    expect(await lastLine(args)).toBe(`Next: ${want}`);
  });

  it.each(LISTS)('of $args is to listen where everything matches', async ({ args }) => {
    wants(['feed']);
    sends({ page: ['feed'], account: ['feed'] });
    expect(await lastLine(args)).toBe('Next: npx meta-webhooks listen');
  });

  it('is none where only the App Dashboard can help', async () => {
    command.cloud.desired = { meta: { appId: IDS.app, subscriptions: { instagram: ['comments'] } } };
    expect(await lastLine(['subscriptions', 'list'])).toMatch(/^ {2}Open https:/);
  });

  it('is none where nothing is sent and nothing is desired', async () => {
    expect(await lastLine(['subscriptions', 'list'])).toBe(
      'The configuration has no desired subscriptions to compare with.',
    );
  });
});
