import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { refusal } from '../support/fakes/fake-graph-api-errors.ts';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import { startGraphCommandUnderTest, type GraphCommandUnderTest } from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { VERIFY_TOKEN } from '../support/harness/ingress-under-test.ts';
import { startReceiverCommand } from '../support/harness/run-receiver.ts';

const { page: PAGE } = IDS;

let command: GraphCommandUnderTest;
let before: unknown;
beforeAll(async () => {
  command = await startGraphCommandUnderTest();
});
beforeEach(() => {
  command.reset();
  command.cloud.desired = {
    meta: { appId: IDS.app, subscriptions: { page: ['feed'] }, accounts: { pages: { [PAGE]: ['feed'] } } },
  };
  command.graph.state.apps.get(IDS.app)?.subscriptions.set('user', {
    callbackUrl: command.callbackUrl,
    active: true,
    includeValues: true,
    fields: new Set(['photos']),
  });
  command.graph.state.accounts.get(PAGE)?.subscribedApps.set(IDS.app, new Set(['mention']));
  before = command.atMeta();
});
afterEach(() => {
  // Whatever was refused has changed nothing, and nobody saw a secret.
  expect(command.atMeta()).toEqual(before);
  for (const secret of [...Object.values(SECRETS), VERIFY_TOKEN]) expect(command.shown()).not.toContain(secret);
});
afterAll(async () => {
  await command.stop();
});
/** One message: the error with its code, and a hint. */
const oneMessage = (code: string) => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

describe('wrong usage ends with 2 before Meta is called', () => {
  it.each([
    {
      rule: 'an object that is not known',
      args: ['subscriptions', 'add', 'pages', 'feed'],
      want: 'WEBHOOK_OBJECT_UNKNOWN',
      says: 'Use one of ad_account, application, ',
    },
    {
      rule: 'a field that is not known, with those near to it',
      args: ['subscriptions', 'add', 'page', 'leadgens'],
      want: 'FIELD_UNKNOWN',
      says: 'Did you mean leadgen? Use --force',
    },
    {
      rule: 'a field with no other near to it',
      args: ['subscriptions', 'add', 'page', 'zzz'],
      want: 'FIELD_UNKNOWN',
      says: 'docs/events.md',
    },
    {
      rule: 'an app that is not deployed',
      args: ['subscriptions', 'list', '--app', 'shop'],
      want: 'APP_UNKNOWN',
      says: 'meta',
    },
    {
      rule: 'an app id that is none',
      args: ['subscriptions', 'list', '--app-id', SECRETS.appSecret],
      want: 'APP_ID_UNKNOWN',
      says: 'digits',
    },
    { rule: 'too many arguments', args: ['subscriptions', 'list', 'page'], want: 'USAGE', says: 'too many arguments' },
  ])('$rule', async ({ args, want, says }) => {
    const { code, stdout, stderr } = await command.run(args);
    expect([code, stdout, command.graph.calls]).toEqual([2, '', []]);
    expect(stderr).toMatch(oneMessage(want));
    expect(stderr).toContain(says);
  });

  it('nothing that is wanted', async () => {
    command.cloud.desired = { meta: { appId: IDS.app } };
    const { code, stderr } = await command.run(['subscriptions', 'add']);
    expect(code).toBe(2);
    expect(stderr).toMatch(oneMessage('USAGE'));
  });

  it.each([
    ['subscriptions', 'list'],
    ['subscriptions', 'add'],
    ['subscriptions', 'remove'],
    ['accounts', 'list'],
    ['accounts', 'add'],
    ['accounts', 'remove'],
  ])('help of %s %s has examples, and says where tokens come from', async (...args) => {
    const { code, stdout, stderr } = await command.run([...args, '--help']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Examples:\n {2}npx meta-webhooks /);
    expect(stdout).toContain('An access token is never an argument');
  });
});

describe('waiting', () => {
  it('is told, and ends well once the limit has passed', async () => {
    command.graph.failNext({ answer: documented.appLimit() });
    const { code, stderr } = await command.run(['subscriptions', 'list']);
    expect([code, stderr]).toEqual([0, 'The Graph API is busy or not available. Trying again in 3 s.\n']);
    expect(command.pauses).toEqual([2_500]); // half of 5 s: chance is 0.5
  });

  it('is not begun where Meta asks for more than a command has', async () => {
    command.graph.fault = () => ({ answer: documented.businessLimit(80_001, 7) });
    const { code, stderr } = await command.run(['accounts', 'list'], SECRETS.user);
    expect([code, command.pauses]).toEqual([1, []]);
    expect(stderr).toContain(' Try again in about 7 min.\n');
  });

  it('ends with Ctrl-C', async () => {
    const interrupted = new AbortController();
    command.graph.fault = () => ({ answer: documented.appLimit() });
    command.graph.onCall = () => {
      interrupted.abort();
    };
    const { code, stderr } = await command.run(['subscriptions', 'list'], undefined, { signal: interrupted.signal });
    expect(code).toBe(1);
    expect(stderr).toMatch(/error INTERRUPTED: interrupted\nhint: [^\n]+\n$/);
  });
});

it('a process of its own shows no stack trace, and its arguments no secret', async () => {
  const env = { ...command.env, META_ACCESS_TOKEN: SECRETS.user };
  const running = startReceiverCommand(['accounts', 'list', 'page', '1755847768034499'], { env });
  const args = running.process.spawnargs.join(' ');
  const { code, stdout, stderr } = await running.result;
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(oneMessage('OBJECT_UNKNOWN'));
  for (const secret of Object.values(SECRETS)) expect(stderr + args).not.toContain(secret);
});

it('what Meta says of the verify token is left out of its refusal', async () => {
  command.graph.playChallenge = (_, verifyToken) =>
    Promise.resolve(refusal(2200, `verify_token ${verifyToken} refused`));
  const { stderr } = await command.run(['subscriptions', 'add']);
  expect(stderr).toContain('Meta says: verify_token [hidden] refused');
});
