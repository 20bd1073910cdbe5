import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { documented } from '../support/fakes/fake-graph-api-errors.ts';
import {
  SECRET_ARN,
  startGraphCommandUnderTest,
  STORED,
  type GraphCommandUnderTest,
} from '../support/harness/graph-command-under-test.ts';
import { IDS, SECRETS } from '../support/harness/graph-under-test.ts';
import { VERIFY_TOKEN } from '../support/harness/ingress-under-test.ts';

const { page: PAGE, waba: WABA } = IDS;

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

/** Every command, asked rightly. */
const COMMANDS = [
  ['subscriptions', 'list'],
  ['subscriptions', 'add'],
  ['subscriptions', 'remove', 'user'],
  ['accounts', 'list'],
  ['accounts', 'add'],
  ['accounts', 'remove', 'page', PAGE],
];
/** One message: the error with its code, and a hint. */
const oneMessage = (code: string) => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

const store = (text: string | undefined): void =>
  void command.secrets.secrets.set(SECRET_ARN, { AWSCURRENT: { text, createdMs: 0 } });
const scopes = (...left: readonly string[]): void => {
  const { tokens } = command.graph.state;
  tokens.set(SECRETS.user, { ...tokens.get(SECRETS.user)!, scopes: left });
};

describe('what keeps every command from its work is one message, with 1', () => {
  it.each<{ rule: string; arrange: () => void; args?: readonly string[]; want: string; says?: string }>([
    { rule: 'no such stack', arrange: () => undefined, args: ['--stack', 'Other'], want: 'STACK_UNKNOWN' },
    {
      rule: 'another region',
      arrange: () => void (command.cloud.receiver = {}),
      args: ['--region', 'us-east-1'],
      want: 'RECEIVER_UNKNOWN',
      says: 'in us-east-1',
    },
    {
      rule: 'credentials that may not',
      arrange: () => void (command.cloud.refuseWith = 'AccessDenied'),
      want: 'ACCESS_DENIED',
    },
    {
      rule: 'a secret that may not be read',
      arrange: () => void (command.secrets.fault = () => ({ status: 400, code: 'AccessDeniedException' })),
      want: 'ACCESS_DENIED',
    },
    {
      rule: 'a secret that was deleted',
      arrange: () => void command.secrets.secrets.delete(SECRET_ARN),
      want: 'SECRET_UNREADABLE',
    },
    {
      rule: 'a secret that is none',
      arrange: () => {
        store(`{"appSecret":"${SECRETS.appSecret}"`);
      },
      want: 'SECRET_UNREADABLE',
    },
    {
      rule: 'a secret of bytes',
      arrange: () => {
        store(undefined);
      },
      want: 'SECRET_UNREADABLE',
    },
    {
      rule: 'an app secret that is not stored yet',
      arrange: () => {
        store(JSON.stringify({ ...STORED, appSecret: '' }));
      },
      want: 'SECRET_INCOMPLETE',
      says: '`npx meta-webhooks setup`',
    },
    {
      rule: 'a limit that is used up',
      arrange: () => void (command.graph.fault = () => ({ answer: documented.appLimit() })),
      want: 'RATE_LIMITED',
    },
    {
      rule: 'a version that has ended',
      arrange: () => undefined,
      args: ['--graph-version', 'v21.0'],
      want: 'VERSION_GONE',
    },
    {
      rule: 'a version that is none',
      arrange: () => undefined,
      args: ['--graph-version', 'latest'],
      want: 'REQUEST_MALFORMED',
    },
    {
      rule: 'a Graph API that is down',
      arrange: () => void (command.graph.fault = () => ({ answer: documented.service() })),
      want: 'TRANSIENT',
    },
    {
      rule: 'a proxy that answers in its place',
      arrange: () => void (command.graph.fault = () => ({ answer: { status: 200, body: '<html>Sign in</html>' } })),
      want: 'RESPONSE_UNREADABLE',
    },
  ])('$rule', async ({ arrange, args = [], want, says = '' }) => {
    for (const asked of COMMANDS) {
      arrange();
      const { code, stdout, stderr } = await command.run([...asked, ...args], SECRETS.user);
      expect([code, stdout]).toEqual([1, '']);
      // Notes of waiting come first.
      const reported = stderr.replaceAll(/^The Graph API is busy or not available. Trying again in \d+ s\.\n/gm, '');
      expect(reported).toMatch(oneMessage(want));
      expect(reported).toContain(says);
    }
  });

  it.each([
    { rule: 'no credentials', change: { AWS_ACCESS_KEY_ID: undefined }, want: 'NO_CREDENTIALS' },
    { rule: 'no region', change: { AWS_REGION: undefined }, want: 'NO_REGION' },
    {
      rule: 'a closed port in place of the Graph API',
      change: { META_GRAPH_URL: 'http://127.0.0.1:1' },
      want: 'GRAPH_UNREACHABLE',
    },
    { rule: 'a Graph API without TLS', change: { META_GRAPH_URL: 'http://graph.test' }, want: 'REQUEST_MALFORMED' },
  ])('$rule', async ({ change, want }) => {
    const env = { ...command.env };
    Object.assign(command.env, change);
    for (const asked of COMMANDS) {
      const { code, stdout, stderr } = await command.run(asked, SECRETS.user);
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr.replaceAll(/^The Graph API is busy.*\n/gm, '')).toMatch(oneMessage(want));
    }
    Object.assign(command.env, env);
  });

  it.each(COMMANDS)('no app id: %s %s, with 2', async (...asked) => {
    command.cloud.desired = { meta: { subscriptions: { page: ['feed'] }, accounts: { pages: { [PAGE]: ['feed'] } } } };
    const { code, stderr } = await command.run(asked, SECRETS.user);
    expect(code).toBe(2);
    expect(stderr).toMatch(oneMessage('APP_ID_UNKNOWN'));
  });

  it.each(COMMANDS.slice(3))('nobody to be asked for a token: %s %s', async (...asked) => {
    const { code, stderr } = await command.run(asked);
    expect(code).toBe(2);
    expect(stderr).toMatch(oneMessage('NO_TERMINAL'));
  });
});

describe('what Meta refuses is one message, with 1', () => {
  it.each<{ rule: string; arrange: () => void; args: readonly string[]; want: string; says?: string }>([
    {
      rule: 'a wrong app secret',
      arrange: () => {
        store(JSON.stringify({ ...STORED, appSecret: SECRETS.otherSecret }));
      },
      args: ['subscriptions', 'list'],
      want: 'APP_REFUSED',
    },
    {
      rule: 'the app secret of another app, as proof',
      arrange: () => {
        store(JSON.stringify({ ...STORED, appSecret: SECRETS.otherSecret }));
      },
      args: ['accounts', 'list'],
      want: 'PROOF_REFUSED',
    },
    {
      rule: 'an app id of another app',
      arrange: () => undefined,
      args: ['subscriptions', 'list', '--app-id', IDS.otherApp],
      want: 'APP_REFUSED',
    },
    {
      rule: 'a callback URL that does not know the verify token',
      arrange: () => {
        store(JSON.stringify({ ...STORED, verifyToken: SECRETS.verifyToken }));
      },
      args: ['subscriptions', 'add'],
      want: 'CALLBACK_REFUSED',
      says: 'HTTP Status Code = 403',
    },
    {
      rule: 'a callback URL that nobody answers',
      arrange: () => void Object.assign(command.cloud.receiver.apps!['meta']!, { callbackUrl: 'http://127.0.0.1:1' }),
      args: ['subscriptions', 'add'],
      want: 'CALLBACK_REFUSED',
    },
    {
      rule: 'no verify token',
      arrange: () => {
        store(JSON.stringify({ ...STORED, verifyToken: '' }));
      },
      args: ['subscriptions', 'add'],
      want: 'SECRET_INCOMPLETE',
    },
    {
      rule: 'instagram by API',
      arrange: () => undefined,
      args: ['subscriptions', 'add', 'instagram', 'comments'],
      want: 'DASHBOARD_ONLY',
      says: `https://developers.facebook.com/apps/${IDS.app}/webhooks/`,
    },
    {
      rule: 'instagram by API, in a dry run too',
      arrange: () => undefined,
      args: ['subscriptions', 'add', 'instagram', 'comments', '--dry-run'],
      want: 'DASHBOARD_ONLY',
    },
    {
      rule: 'the end of instagram by API',
      arrange: () => undefined,
      args: ['subscriptions', 'remove', 'instagram'],
      want: 'DASHBOARD_ONLY',
    },
    {
      rule: 'an expired token',
      arrange: () => void (command.graph.state.tokens.get(SECRETS.user)!.endedBySubcode = 463),
      args: ['accounts', 'list'],
      want: 'TOKEN_EXPIRED',
    },
    {
      rule: 'a token of somebody who changed the password',
      arrange: () => void (command.graph.state.tokens.get(SECRETS.user)!.endedBySubcode = 460),
      args: ['accounts', 'add'],
      want: 'TOKEN_INVALID',
      says: 'changed their password',
    },
    {
      rule: 'a token without pages_show_list',
      arrange: () => {
        scopes('pages_manage_metadata');
      },
      args: ['accounts', 'add', 'page', PAGE, 'feed'],
      want: 'PERMISSION_MISSING',
      says: 'pages_show_list',
    },
    {
      rule: 'a token without whatsapp_business_management',
      arrange: () => undefined,
      args: ['accounts', 'add', 'whatsapp', WABA],
      want: 'PERMISSION_MISSING',
      says: 'whatsapp_business_management',
    },
    {
      rule: 'a Page that is not there',
      arrange: () => undefined,
      args: ['accounts', 'list', 'page', '1755847768034499'],
      want: 'OBJECT_UNKNOWN',
    },
    {
      rule: 'a WhatsApp account that is not there',
      arrange: () => undefined,
      args: ['accounts', 'remove', 'whatsapp', '102290129340399'],
      want: 'OBJECT_UNKNOWN',
    },
    {
      rule: 'a token of Facebook at Instagram',
      arrange: () => undefined,
      args: ['accounts', 'list', 'instagram', IDS.igLogin],
      want: 'TOKEN_INVALID',
    },
  ])('$rule', async ({ arrange, args, want, says = '' }) => {
    arrange();
    const { code, stdout, stderr } = await command.run(args, SECRETS.user);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(oneMessage(want));
    expect(stderr).toContain(says);
  });

  it('as JSON with --json', async () => {
    command.graph.state.tokens.get(SECRETS.user)!.endedBySubcode = 463;
    expect(await command.json(['accounts', 'list'], SECRETS.user)).toEqual({
      code: 1,
      error: {
        code: 'TOKEN_EXPIRED',
        message: expect.stringContaining('code 190, subcode 463') as unknown,
        hint: expect.stringMatching(/^The token has expired.*\.$/),
      },
    });
  });
});
