import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { PLANTED, SECRET_ARN, startOperator, type OperatorUnderTest } from '../support/harness/operator-under-test.ts';
import { startReceiverCommand, toEnvironment } from '../support/harness/run-receiver.ts';

let operator: OperatorUnderTest;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(async () => {
  await operator.stop();
});
beforeEach(() => {
  operator.reset();
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
  for (const secret of Object.values(PLANTED).filter((one) => one !== PLANTED.verifyToken))
    expect(operator.shown.join('')).not.toContain(secret);
});

/** As the stack makes it. */
const fresh = (): void => {
  operator.store({ appSecret: '', verifyToken: PLANTED.verifyToken });
};

interface SetupDocument {
  readonly app: string;
  readonly callbackUrl: string;
  readonly verifyToken?: string;
  readonly secrets: Record<string, string>;
  readonly written: boolean;
  readonly challenge: { readonly ok: boolean; readonly code?: string };
  readonly roundTrip?: { readonly ok: boolean; readonly code?: string; readonly posts: number };
  readonly next: readonly { readonly name: string }[];
}

describe('what does not work is told, with 1 and what to do', () => {
  it.each([
    {
      rule: 'something else at the callback URL',
      answer: { status: 404, body: '{"message":"Not Found"}' },
      want: 'failed, 404 NOT_THE_RECEIVER. Compare the callback URL with the output of the stack',
    },
    {
      rule: 'a page that answers 200 to everything',
      answer: { status: 200, body: '<html>' },
      want: 'failed, 200 NOT_ECHOED. Check the proxies and caches',
    },
    {
      rule: 'a redirect',
      answer: { status: 302, body: '', headers: { location: '/login' } },
      want: 'failed, 302 REDIRECTED. Enter the final URL',
    },
    {
      rule: 'another verify token at ingress',
      answer: { status: 403, body: '{"code":"TOKEN_MISMATCH","hint":"compare the verify token"}' },
      want: 'failed, 403 TOKEN_MISMATCH. compare the verify token',
    },
  ])('$rule', async ({ answer, want }) => {
    operator.callback.answerWith = answer;
    const { code, stdout } = await operator.run(['setup', '--no-round-trip']);
    expect(code).toBe(1);
    expect(stdout).toContain(`challenge: ${want}`);
  });

  it('nobody at the callback URL, though the secret is stored by then', async () => {
    fresh();
    operator.answers = [PLANTED.appSecret];
    const { code, written, challenge } = await operator.json<SetupDocument>([
      'setup',
      '--callback-url',
      'http://127.0.0.1:1/webhooks/meta',
    ]);
    expect([code, written, challenge]).toEqual([
      1,
      true,
      expect.objectContaining({ ok: false, code: 'UNREACHABLE_URL' }),
    ]);
  });

  it('an accepted request whose event does not arrive', async () => {
    operator.callback.working = false;
    const { code, stdout } = await operator.run(['setup'], { ports: { now: racingClock() } });
    operator.callback.working = true;
    expect(code).toBe(1);
    expect(stdout).toContain(
      "end-to-end check: failed, 200 EVENT_NOT_SEEN. Check the worker's log and `npx meta-webhooks dead-letters list`",
    );
    await operator.command.receiver.drain();
  });
});

/** Seconds pass at every look. */
function racingClock(): () => number {
  let nowMs = Date.now();
  return () => (nowMs += 5_000);
}

/** One message: the error with its code, and a hint. */
const oneMessage = (code: string) => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

describe('wrong input ends with one message and changes nothing', () => {
  beforeEach(fresh);
  afterEach(() => {
    expect(operator.secrets.puts).toEqual([]);
  });

  it.each([
    { rule: 'too short a secret', given: PLANTED.appSecret.slice(1), want: 'it has 31 characters' },
    {
      rule: 'no hexadecimal digits',
      given: 'x'.repeat(32),
      want: 'it has 32 characters, not all of them hexadecimal digits',
    },
    { rule: 'an app id', given: '188559381496048', want: 'it is a number, like an app id' },
    { rule: 'an access token', given: 'EAAplantedUserToken', want: 'it looks like an access token' },
    { rule: 'an app token', given: `188559381496048|${PLANTED.appSecret}`, want: 'it contains |' },
    { rule: 'capital letters', given: PLANTED.appSecret.toUpperCase(), want: 'it has uppercase letters' },
    { rule: 'nothing', given: '', want: 'it is empty' },
  ])('$rule', async ({ given, want }) => {
    const { code, stderr } = await operator.run(['setup', '--secret-from', 'env:GIVEN'], { env: { GIVEN: given } });
    expect(code).toBe(2);
    expect(stderr).toMatch(oneMessage('SECRET_FORM'));
    expect(stderr).toContain(want);
    expect(given === '' || !stderr.includes(given)).toBe(true);
  });

  it.each([
    { rule: 'the secret itself as an argument', args: ['--secret-from', PLANTED.appSecret], want: 'USAGE', exit: 2 },
    {
      rule: 'the secret in an option that there is not',
      args: [`--secret=${PLANTED.appSecret}`],
      want: 'USAGE',
      exit: 2,
    },
    { rule: 'the secret behind the command', args: [PLANTED.appSecret], want: 'USAGE', exit: 2 },
    { rule: 'an environment variable that is not set', args: ['--secret-from', 'env:ABSENT'], want: 'USAGE', exit: 2 },
    {
      rule: 'a secret that there is not',
      args: ['--secret-from', 'secret:absent'],
      want: 'SECRET_UNREADABLE',
      exit: 1,
    },
    { rule: 'no terminal to ask on', args: [], want: 'NO_TERMINAL', exit: 2 },
    { rule: 'no such stack', args: ['--stack', 'Other'], want: 'STACK_UNKNOWN', exit: 1 },
    { rule: 'no such app', args: ['--app', 'shop'], want: 'APP_UNKNOWN', exit: 2 },
    { rule: 'no such object', args: ['--object', 'myspace'], want: 'USAGE', exit: 2 },
    { rule: 'a callback URL that is none', args: ['--callback-url', 'example.org'], want: 'USAGE', exit: 2 },
    {
      rule: 'a callback URL of another machine without TLS, which would carry the verify token in clear',
      args: ['--callback-url', 'http://example.org/webhooks/meta'],
      want: 'USAGE',
      exit: 2,
    },
  ])('$rule', async ({ args, want, exit }) => {
    const { code, stderr } = await operator.run(['setup', ...args]);
    expect(code).toBe(exit);
    expect(stderr).toMatch(oneMessage(want));
  });

  it.each([
    { rule: 'no credentials', env: { AWS_ACCESS_KEY_ID: undefined }, want: 'NO_CREDENTIALS' },
    { rule: 'no region', env: { AWS_REGION: undefined }, want: 'NO_REGION' },
    { rule: 'a closed port', env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, want: 'UNREACHABLE' },
  ])('$rule', async ({ env, want }) => {
    const { code, stderr } = await operator.run(['setup'], { env });
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage(want));
  });

  it('a secret that Secrets Manager does not give', async () => {
    operator.secrets.fault = () => ({ status: 400, code: 'AccessDeniedException' });
    expect((await operator.run(['setup'])).stderr).toMatch(oneMessage('ACCESS_DENIED'));
  });

  it('what is stored is no secret of the receiver', async () => {
    operator.store(`plain ${PLANTED.appSecret}`);
    expect((await operator.run(['setup'])).stderr).toMatch(oneMessage('SECRET_UNREADABLE'));
  });

  it('in a process of its own, without a terminal, too', async () => {
    const { code, stdout, stderr } = await startReceiverCommand(['setup'], {
      env: toEnvironment(operator.command.cloud.url),
    }).result;
    expect(code).toBe(2);
    expect(stdout).not.toContain(PLANTED.verifyToken);
    expect(stderr).toMatch(oneMessage('NO_TERMINAL'));
  });
});

it('--force takes what does not look like an app secret', async () => {
  fresh();
  const { code } = await operator.run(['setup', '--force', '--secret-from', 'env:GIVEN', '--no-round-trip'], {
    env: { GIVEN: 'not-hexadecimal' },
  });
  expect([code, operator.stored()['appSecret']]).toEqual([0, 'not-hexadecimal']);
});

it.each(['not hexadecimal', 'tab\tinside', 'caf\u00e9'])(
  '--force does not store what ingress rejects as malformed: %j',
  async (given) => {
    fresh();
    const { code, stderr } = await operator.run(['setup', '--force', '--secret-from', 'env:GIVEN', '--no-round-trip'], {
      env: { GIVEN: given },
    });
    expect([code, operator.secrets.puts]).toEqual([2, []]);
    expect(stderr).toMatch(oneMessage('SECRET_FORM'));
    expect(stderr).not.toContain('--force accepts');
  },
);

it('Ctrl-C at the question changes nothing', async () => {
  fresh();
  const pressed = new AbortController();
  const askSecret = (): Promise<string> => {
    pressed.abort();
    return Promise.resolve(PLANTED.appSecret);
  };
  const { code, stderr } = await operator.run(['setup'], { ports: { askSecret, signal: pressed.signal } });
  expect([code, operator.secrets.puts]).toEqual([1, []]);
  expect(stderr).toMatch(oneMessage('INTERRUPTED'));
});

it('a refused write is told, and what was stored stays', async () => {
  fresh();
  operator.secrets.putFault = () => ({ status: 400, code: 'LimitExceededException', message: PLANTED.appSecret });
  const { code, stderr } = await operator.run(['setup', '--secret-from', 'env:GIVEN'], {
    env: { GIVEN: PLANTED.appSecret },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(oneMessage('SECRET_NOT_WRITTEN'));
  expect(operator.secrets.secrets.get(SECRET_ARN)?.AWSCURRENT?.createdMs).toBe(0);
});
