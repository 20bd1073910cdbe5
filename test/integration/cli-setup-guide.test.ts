import { stripVTControlCharacters } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChoiceItem, CliPorts } from '../../cli/ports.ts';
import { PLANTED, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';

let operator: OperatorUnderTest;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(async () => {
  await operator.stop();
});
beforeEach(() => {
  operator.reset();
  operator.command.cloud.desired = undefined;
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
});

/** A person at a terminal, who chooses these products and answers yes or no. */
function person(chosen: readonly string[], says = true) {
  const asked: { items: readonly ChoiceItem[]; questions: string[] } = { items: [], questions: [] };
  const ports: Partial<CliPorts> = {
    inIsTerminal: true,
    outIsTerminal: true,
    errIsTerminal: true,
    // Wrapped lines are a matter of the terminal's own tests.
    columns: () => 1_000,
    choose: async (_question, items) => {
      asked.items = items;
      return Promise.resolve(chosen);
    },
    confirm: async (question) => {
      asked.questions.push(question);
      return Promise.resolve(says);
    },
  };
  return { asked, ports };
}

const titles = (stdout: string): string[] =>
  ['Page', 'Instagram', 'Threads', 'WhatsApp (object whatsapp_business_account)', 'Payments'].filter((title) =>
    stripVTControlCharacters(stdout).split('\n').includes(title),
  );

describe('the guide', () => {
  it('asks for the products, and prints only their steps', async () => {
    const { asked, ports } = person(['whatsapp', 'page']);
    const { code, stdout } = await operator.run(['setup'], { ports });
    expect(code).toBe(0);
    expect(asked.items.map(({ value }) => value)).toEqual(expect.arrayContaining(['page', 'instagram', 'whatsapp']));
    expect(titles(stdout)).toEqual(['Page', 'WhatsApp (object whatsapp_business_account)']);
  });

  it('has the products of the configuration chosen already', async () => {
    operator.command.cloud.desired = { meta: { subscriptions: { page: ['feed', 'messages'], threads: ['replies'] } } };
    const { asked, ports } = person(['page']);
    await operator.run(['setup'], { ports });
    expect(asked.items.filter(({ checked }) => checked).map(({ value }) => value)).toEqual([
      'page',
      'messenger',
      'threads',
    ]);
  });

  it('ends with callback URL, verify token and the page of the app in the App Dashboard', async () => {
    operator.command.cloud.desired = { meta: { appId: '990000000000001' } };
    const { ports } = person(['page']);
    const { stdout } = await operator.run(['setup'], { ports });
    expect(stdout.split('\n').slice(-7)).toEqual([
      '',
      'app           meta',
      'Dashboard     https://developers.facebook.com/apps/990000000000001/webhooks/',
      `Callback URL  ${operator.callback.url}`,
      `Verify Token  ${PLANTED.verifyToken}`,
      expect.stringMatching(/^Checked {7}challenge in [\d,]+ ms, end-to-end check in [\d,]+ ms$/),
      '',
    ]);
  });

  it.each([
    { rule: 'takes several products in one option', args: ['--object', 'page,threads'], want: ['Page', 'Threads'] },
    {
      rule: 'takes the object of a product for it',
      args: ['--object', 'whatsapp_business_account'],
      want: ['WhatsApp (object whatsapp_business_account)'],
    },
    { rule: 'takes them in several', args: ['--object', 'payments', '--object', 'page'], want: ['Page', 'Payments'] },
  ])('$rule, and does not ask then', async ({ args, want }) => {
    const { asked, ports } = person([]);
    const { code, stdout } = await operator.run(['setup', ...args], { ports });
    expect([code, asked.items, titles(stdout)]).toEqual([0, [], want]);
  });

  it.each([
    { rule: '--non-interactive', args: ['--non-interactive'], json: false },
    { rule: '--json', args: ['--json'], json: true },
    { rule: '--dry-run', args: ['--dry-run'], json: false },
  ])('$rule asks nothing, on a terminal too', async ({ args }) => {
    const { asked, ports } = person(['page']);
    const { code } = await operator.run(['setup', ...args], { ports });
    expect([code, asked]).toEqual([0, { items: [], questions: [] }]);
  });

  it.each([
    { rule: '--non-interactive on a terminal', args: ['--non-interactive'], terminal: true },
    { rule: 'no terminal', args: [], terminal: false },
  ])('$rule: a missing app secret names the option that provides it', async ({ args, terminal }) => {
    operator.store({ appSecret: '', verifyToken: PLANTED.verifyToken });
    const { code, stderr } = await operator.run(['setup', ...args], terminal ? { ports: person(['page']).ports } : {});
    expect([code, operator.secrets.puts]).toEqual([2, []]);
    expect(stripVTControlCharacters(stderr)).toMatch(
      /^error NO_TERMINAL: [^\n]+\nhint: Set an environment variable and add --secret-from env:NAME\./,
    );
  });

  it('stops when a check fails: no steps and no values, but what to check', async () => {
    operator.callback.answerWith = { status: 404, body: '{"message":"Not Found"}' };
    const { ports } = person(['page']);
    const { code, stdout } = await operator.run(['setup', '--no-round-trip'], { ports });
    expect([code, titles(stdout)]).toEqual([1, []]);
    expect(stdout).not.toContain('Callback URL');
    expect(stripVTControlCharacters(stdout)).toMatch(
      /\n\nStopped: Meta's requests would fail too\. Fix this, then run setup again\. [^\n]+\n$/,
    );
  });

  it('does not speak of the local run where a deployed URL cannot be reached', async () => {
    const refuse = async () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } }));
    const args = ['setup', '--no-round-trip', '--callback-url', 'https://receiver.example.com/webhooks/meta'];
    const { code, stdout } = await operator.run(args, { ports: { fetch: refuse } });
    expect(code).toBe(1);
    expect(stdout).toContain('Compare the URL with the output CallbackUrl of the stack');
    expect(stdout).not.toContain('npm start');
  });
});

describe('what the Graph API allows', () => {
  const desired = {
    meta: {
      appId: '990000000000001',
      subscriptions: { page: ['feed'], instagram: ['comments'], user: ['photos'] },
      accounts: { pages: { '104000000000011': ['feed'] } },
    },
  };

  it('is offered for the chosen products, with the command that does it', async () => {
    operator.command.cloud.desired = desired;
    const { asked, ports } = person(['page', 'instagram'], false);
    const { code } = await operator.run(['setup'], { ports });
    expect(code).toBe(0);
    expect(asked.questions).toEqual([
      'Run `npx meta-webhooks subscriptions add page` now?',
      'Run `npx meta-webhooks accounts add page` now?',
    ]);
  });

  it('is done by that command after a yes; what fails is reported, and the guide goes on', async () => {
    operator.command.cloud.desired = desired;
    const { ports } = person(['page']);
    const { code, stdout, stderr } = await operator.run(['setup'], {
      env: { META_GRAPH_URL: 'http://127.0.0.1:1', META_ACCESS_TOKEN: 'EAAsynthetic' },
      ports,
    });
    expect(code).toBe(1);
    expect(stripVTControlCharacters(stderr)).toMatch(/error GRAPH_UNREACHABLE: /);
    expect(stderr).toContain('Not done. Run `npx meta-webhooks subscriptions add page` again later');
    expect(stdout).toContain(`Callback URL  ${operator.callback.url}`);
  });

  it('is not offered without an app id', async () => {
    operator.command.cloud.desired = { meta: { subscriptions: { page: ['feed'] } } };
    const { asked, ports } = person(['page']);
    await operator.run(['setup'], { ports });
    expect(asked.questions).toEqual([]);
  });
});
