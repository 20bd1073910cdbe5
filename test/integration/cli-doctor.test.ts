import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Checked } from '../../cli/commands/doctor/check.ts';
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
});
afterEach(async () => {
  expect(await operator.leftOver()).toEqual([]);
  for (const secret of Object.values(PLANTED)) expect(operator.shown.join('')).not.toContain(secret);
});

interface DoctorDocument {
  readonly checks: readonly Checked[];
  readonly summary: Record<string, number>;
}

const examine = async (...args: readonly string[]) => operator.json<DoctorDocument>(['doctor', ...args]);

/** What one check says, without the end-to-end check, which takes longest. */
const oneOf = async (check: string): Promise<Checked | undefined> =>
  (await examine('--no-round-trip')).checks.find((one) => one.check === check);

const CHECKS = [
  'stack',
  'dead letters',
  'queue',
  'listeners',
  'alarms',
  'secret',
  'certificate',
  'challenge',
  'subscriptions',
  'accounts',
  'round trip',
];

describe('a receiver that works', () => {
  it('is ok in every respect, but for what cannot be looked at here', async () => {
    const { code, checks, summary } = await examine();
    expect(checks.map(({ check }) => check)).toEqual(CHECKS);
    expect(checks.filter(({ status }) => status !== 'ok')).toEqual([
      expect.objectContaining({
        check: 'certificate',
        status: 'skipped',
        message: 'http://127.0.0.1 has no certificate',
      }),
      expect.objectContaining({ check: 'subscriptions', status: 'skipped', message: 'the Meta app id is not set' }),
      expect.objectContaining({
        check: 'accounts',
        status: 'skipped',
        message: 'the configuration has no Page and no WhatsApp account',
      }),
    ]);
    expect([code, summary]).toEqual([0, { ok: 8, warning: 0, failed: 0, skipped: 3 }]);
    expect(operator.callback.requests.sort()).toEqual(['GET 200', 'POST 200']);
  });

  it('has a line for each check, and a summary', async () => {
    const { code, stdout } = await operator.run(['doctor']);
    const lines = stdout.trimEnd().split('\n');
    expect([code, lines.length]).toEqual([0, CHECKS.length + 3]);
    expect(lines[0]).toBe('ok       stack          MetaWebhooks is UPDATE_COMPLETE');
    expect(lines.slice(-2)).toEqual(['11 checks: 8 ok, 3 skipped', 'Next: npx meta-webhooks listen']);
  });

  it('gets no end-to-end check with --no-round-trip', async () => {
    const { checks } = await examine('--no-round-trip');
    expect(checks.map(({ check }) => check)).not.toContain('round trip');
    expect(operator.callback.requests).toEqual(['GET 200']);
  });
});

describe('stack', () => {
  it.each([
    { status: 'CREATE_COMPLETE', want: { status: 'ok' } },
    {
      status: 'UPDATE_IN_PROGRESS',
      want: { status: 'warning', hint: 'Wait until the deployment has finished, then run doctor again.' },
    },
    {
      status: 'UPDATE_ROLLBACK_COMPLETE',
      want: {
        status: 'warning',
        hint: 'Look for the error in the stack events in CloudFormation, then run `npx cdk deploy --all`.',
      },
    },
    {
      status: 'UPDATE_ROLLBACK_FAILED',
      want: { status: 'failed', hint: 'Look for the error in the stack events in CloudFormation.' },
    },
    { status: 'ROLLBACK_COMPLETE', want: { status: 'failed' } },
    { status: 'DELETE_IN_PROGRESS', want: { status: 'failed' } },
  ])('$status', async ({ status, want }) => {
    operator.command.cloud.status = status;
    const found = await oneOf('stack');
    operator.command.cloud.status = 'UPDATE_COMPLETE';
    expect(found).toMatchObject(want);
  });

  it('fails without an output, and the checks that do not need it are made', async () => {
    delete operator.command.cloud.receiver.deadLetterQueueUrl;
    const { code, checks } = await examine();
    expect(code).toBe(1);
    expect(checks.filter(({ status }) => status === 'failed')).toEqual([
      expect.objectContaining({
        check: 'stack',
        message: 'the receiver MetaWebhooks of MetaWebhooks (UPDATE_COMPLETE) has no deadLetterQueueUrl in its output',
        hint: 'Run `npx cdk deploy --all`.',
      }),
      expect.objectContaining({ check: 'dead letters', code: 'OUTPUT_MISSING' }),
    ]);
    expect(checks).toHaveLength(CHECKS.length);
  });
});

describe('secret', () => {
  it.each([
    {
      rule: 'no app secret',
      stored: { appSecret: '', verifyToken: PLANTED.verifyToken },
      want: {
        status: 'failed',
        message: 'no app secret is stored: ingress rejects every delivery with 503',
        hint: 'Run `npx meta-webhooks setup`.',
      },
    },
    {
      rule: 'no verify token',
      stored: { appSecret: PLANTED.appSecret, verifyToken: '' },
      want: { status: 'failed', message: 'no verify token is stored: Meta cannot verify the callback URL' },
    },
    {
      rule: 'something that is no app secret',
      stored: { appSecret: '188559381496048', verifyToken: PLANTED.verifyToken },
      want: { status: 'warning', hint: 'Run `npx meta-webhooks setup --secret-from prompt`.' },
    },
    {
      rule: 'something that is no Threads app secret',
      stored: { appSecret: PLANTED.appSecret, verifyToken: PLANTED.verifyToken, threadsAppSecret: 'short' },
      want: { status: 'warning', hint: 'Run `npx meta-webhooks setup --threads`.' },
    },
  ])('$rule', async ({ stored, want }) => {
    operator.store(stored);
    expect(await oneOf('secret')).toMatchObject(want);
  });

  it('that is not JSON fails, and what needs it is skipped', async () => {
    operator.store('not JSON');
    const { code, checks } = await examine();
    const of = (name: string) => checks.find(({ check }) => check === name);
    expect(code).toBe(1);
    expect(of('secret')).toMatchObject({ status: 'failed', code: 'SECRET_UNREADABLE' });
    expect(of('challenge')).toMatchObject({ status: 'skipped', hint: 'See the check secret.' });
    expect(of('round trip')).toMatchObject({ status: 'skipped', hint: 'See the check secret.' });
    expect(of('dead letters')).toMatchObject({ status: 'ok' });
  });

  it('that may not be read fails', async () => {
    operator.secrets.fault = () => ({ status: 400, code: 'AccessDeniedException' });
    expect(await oneOf('secret')).toMatchObject({
      status: 'failed',
      code: 'ACCESS_DENIED',
      hint: 'Use a role that has this permission, or ask your administrator for it.',
    });
  });
});

describe('challenge', () => {
  it('fails where ingress knows another verify token', async () => {
    operator.callback.answerWith = { status: 403, body: '{"code":"TOKEN_MISMATCH","hint":"compare the verify token"}' };
    expect(await oneOf('challenge')).toMatchObject({
      status: 'failed',
      message: 'response 403 TOKEN_MISMATCH',
      hint: 'compare the verify token',
    });
  });

  it('fails where nobody listens', async () => {
    const { checks } = await examine('--no-round-trip', '--callback-url', 'http://127.0.0.1:1/webhooks/meta');
    expect(checks.find(({ check }) => check === 'challenge')).toMatchObject({
      status: 'failed',
      code: 'UNREACHABLE_URL',
    });
  });
});

describe('round trip', () => {
  const roundTrip = async (): Promise<Checked | undefined> =>
    (await examine()).checks.find(({ check }) => check === 'round trip');

  it('sends another request where the new rule did not work yet', async () => {
    const deliver = operator.rules.deliver.bind(operator.rules);
    operator.rules.deliver = () => {
      operator.rules.deliver = deliver;
      return Promise.resolve();
    };
    const { code, stdout } = await operator.run(['doctor'], { ports: { now: runningClock(150) } });
    expect(code).toBe(0);
    expect(stdout).toContain('a signed request became an event on the bus');
    expect(operator.callback.requests.filter((one) => one === 'POST 200')).toHaveLength(2);
  });

  it('fails where the request is accepted and its event does not arrive', async () => {
    operator.callback.working = false;
    const { code, stdout } = await operator.run(['doctor'], { ports: { now: runningClock(3_000) } });
    operator.callback.working = true;
    expect(code).toBe(1);
    expect(stdout).toMatch(/failed {3}round trip {5}accepted, but not on the bus after \d+ s\. Check the worker's log/);
    await operator.command.receiver.drain();
  });

  it('fails where the signature is refused for longer than ingress keeps a secret', async () => {
    operator.callback.answerWith = {
      status: 401,
      body: '{"code":"SIGNATURE_MISMATCH","hint":"compare the app secret"}',
    };
    expect(await roundTrip()).toMatchObject({
      status: 'failed',
      message: 'response 401 SIGNATURE_MISMATCH',
      hint: 'compare the app secret',
    });
    expect(operator.pauses.length).toBeGreaterThan(3);
  });

  it('fails at once where the queue is not reachable', async () => {
    operator.callback.answerWith = { status: 503, body: '{"code":"QUEUE_UNAVAILABLE","hint":"check SQS"}' };
    expect(await roundTrip()).toMatchObject({
      status: 'failed',
      message: 'response 503 QUEUE_UNAVAILABLE',
      hint: 'check SQS',
    });
    expect(operator.pauses).toEqual([]);
  });

  it('fails where no rule may be made', async () => {
    operator.rules.refuse = (action) => (action === 'PutRule' ? 'AccessDeniedException' : undefined);
    expect(await roundTrip()).toMatchObject({ status: 'failed', code: 'ACCESS_DENIED' });
  });
});

/** So many ms pass at every look. */
function runningClock(stepMs: number): () => number {
  let nowMs = Date.now();
  return () => (nowMs += stepMs);
}

/** One message: the error with its code, and a hint. */
const oneMessage = (code: string) => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

describe('what lets nothing be looked at ends with one message', () => {
  it.each([
    { rule: 'no such stack', args: ['--stack', 'Other'], env: {}, want: 'STACK_UNKNOWN', exit: 1 },
    { rule: 'no such app', args: ['--app', 'shop'], env: {}, want: 'APP_UNKNOWN', exit: 2 },
    { rule: 'no credentials', args: [], env: { AWS_ACCESS_KEY_ID: undefined }, want: 'NO_CREDENTIALS', exit: 1 },
    { rule: 'no region', args: [], env: { AWS_REGION: undefined }, want: 'NO_REGION', exit: 1 },
    { rule: 'a closed port', args: [], env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, want: 'UNREACHABLE', exit: 1 },
    {
      rule: 'no terminal to ask for a token on',
      args: ['--token-from', 'prompt'],
      env: {},
      want: 'NO_TERMINAL',
      exit: 2,
    },
  ])('$rule', async ({ args, env, want, exit }) => {
    const { code, stdout, stderr } = await operator.run(['doctor', ...args], { env });
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toMatch(oneMessage(want));
    expect(operator.callback.requests).toEqual([]);
  });

  it('Ctrl-C', async () => {
    const pressed = new AbortController();
    operator.callback.answerWith = { status: 401, body: '{"code":"SIGNATURE_MISMATCH","hint":"compare"}' };
    const pause = async (): Promise<void> => {
      pressed.abort();
      return Promise.reject(new Error('aborted'));
    };
    const { code, stdout, stderr } = await operator.run(['doctor'], { ports: { signal: pressed.signal, pause } });
    expect([code, stdout]).toEqual([1, expect.not.stringMatching(/bug|abort/i)]);
    expect(stderr).toMatch(oneMessage('INTERRUPTED'));
  });
});

it('looks at every app, or at the one that is named', async () => {
  operator.command.cloud.receiver.apps!['shop'] = {
    callbackUrl: `${operator.callback.url.slice(0, -'meta'.length)}shop`,
    secretArn: 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:absent',
  };
  const both = await operator.run(['doctor', '--no-round-trip']);
  const one = await examine('--no-round-trip', '--app', 'meta');
  operator.secrets.secrets.set('arn:aws:secretsmanager:eu-central-1:000000000000:secret:absent', {
    AWSCURRENT: { text: '{"appSecret":"","verifyToken":"t"}', createdMs: 0 },
  });
  const unset = await examine('--no-round-trip', '--app', 'shop');
  operator.secrets.secrets.delete('arn:aws:secretsmanager:eu-central-1:000000000000:secret:absent');
  expect(unset.checks.find(({ check }) => check === 'secret')).toMatchObject({
    status: 'failed',
    hint: 'Run `npx meta-webhooks setup --app shop`.',
  });
  expect(both.code).toBe(1);
  expect(both.stdout).toMatch(/ok {7}secret \(meta\) +app secret and verify token are stored/);
  expect(both.stdout).toMatch(/failed {3}secret \(shop\) +the app's secret cannot be read/);
  expect([one.code, new Set(one.checks.map(({ app }) => app))]).toEqual([0, new Set([undefined, 'meta'])]);
});
