import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startCommandUnderTest, type CommandUnderTest } from '../support/harness/command-under-test.ts';
import { startFakeSecretsManager, type FakeSecretsManager } from '../support/fakes/fake-secrets-manager.ts';
import { APP_SECRET, sign } from '../support/builders/meta.ts';
import { toEnvironment, runInProcess, type CommandResult } from '../support/harness/run-receiver.ts';

const ARN = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:meta';
const SHOP_ARN = 'arn:aws:secretsmanager:eu-central-1:000000000000:secret:shop';
const CALLBACK = 'https://receiver.example.com/webhooks/meta';

let command: CommandUnderTest;
let secrets: FakeSecretsManager;
beforeAll(async () => {
  command = await startCommandUnderTest();
  secrets = await startFakeSecretsManager();
  command.cloud.services.set('secretsmanager', secrets.url);
});
afterAll(async () => {
  await secrets.stop();
  await command.stop();
});
beforeAll(reset);
afterEach(reset);

function reset(): void {
  command.cloud.receiver.apps = { meta: { callbackUrl: CALLBACK, secretArn: ARN } };
  command.cloud.refuseWith = undefined;
  store(ARN, APP_SECRET);
  secrets.fault = () => undefined;
  posted.length = 0;
}

function store(arn: string, appSecret: string): void {
  secrets.secrets.set(arn, {
    AWSCURRENT: { text: JSON.stringify({ appSecret, verifyToken: 'synthetic' }), createdMs: 0 },
  });
}

/** To where was it posted, and was it signed with that secret? */
const posted: { url: string; signature: string; body: Buffer }[] = [];

/** The callback URL is the receiver's real handler. */
const callback: typeof fetch = async (input, init) => {
  const body = Buffer.from(init?.body as Uint8Array);
  const signature = new Headers(init?.headers).get('x-hub-signature-256') ?? '';
  posted.push({ url: input as string, signature, body });
  if (signature !== sign(body)) return Response.json({ code: 'SIGNATURE_MISMATCH', hint: 'compare' }, { status: 401 });
  const { statusCode = 500, body: answer = '' } = await command.receiver.post(body);
  return new Response(answer, { status: statusCode });
};

async function send(...args: readonly string[]): Promise<CommandResult> {
  const result = await runInProcess(['send', ...args], toEnvironment(command.cloud.url), { fetch: callback });
  expect(result.stdout + result.stderr).not.toContain(APP_SECRET);
  return result;
}

/** Sends while the worker takes deliveries from the queue. */
async function sendWhileWorking(...args: readonly string[]): Promise<CommandResult> {
  const sending = new Set(['send']);
  const result = send(...args).finally(() => {
    sending.clear();
  });
  while (sending.size > 0) {
    await command.receiver.work();
    await pause(5);
  }
  return result;
}

const emitted = (): string[] =>
  command.receiver.bus.events.map(({ Detail }) => (JSON.parse(Detail) as { id: string }).id);

describe("to the stack's callback URL", () => {
  it("signs with the secret that the stack stores, and asks AWS for nothing else's", async () => {
    secrets.asked.length = 0;
    expect(await send('page.leadgen')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^200 /), stderr: '' });
    expect(posted.map(({ url }) => url)).toEqual([CALLBACK]);
    expect(secrets.asked).toEqual([{ SecretId: ARN, VersionStage: 'AWSCURRENT' }]);
  });

  it('of the app that is named, where there are several', async () => {
    const callbackUrl = 'https://receiver.example.com/webhooks/shop';
    command.cloud.receiver.apps!['shop'] = { callbackUrl, secretArn: SHOP_ARN };
    store(SHOP_ARN, 'secret-of-the-shop');
    expect(await send('page.leadgen')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error APP_UNKNOWN: .*several apps\nhint: Choose one with --app: meta, shop\.\n$/),
    });
    await send('page.leadgen', '--app', 'shop');
    const [{ url, signature, body }] = posted as [(typeof posted)[number]];
    expect([url, signature]).toEqual(['https://receiver.example.com/webhooks/shop', sign(body, 'secret-of-the-shop')]);
  });

  it('with a secret from elsewhere', async () => {
    store('other', 'secret-from-elsewhere');
    await send('page.leadgen', '--secret-from', 'secret:other');
    expect(posted[0]?.signature).toBe(sign(posted[0]!.body, 'secret-from-elsewhere'));
  });

  it('an address without a stack may have its secret from AWS too', async () => {
    command.cloud.refuseWith = 'AccessDenied';
    store('other', APP_SECRET);
    expect(
      await send('page.leadgen', '--url', 'https://elsewhere.example.com/', '--secret-from', 'secret:other'),
    ).toMatchObject({ code: 0 });
  });

  it.each([1, 2, 3])('like Meta, each change is on the bus exactly once: seed %i', async (seed) => {
    await command.receiver.drain();
    const before = emitted().length;
    const args = ['instagram.comments', '--batch', '80', '--simulate-retries', '--seed', String(seed)];
    const { code, stdout } = await sendWhileWorking(...args);
    expect([code, stdout]).toEqual([0, expect.stringContaining('missing              0\ntwice                0\n')]);
    expect(stdout).toContain('emitted              80 events\n');
    await command.receiver.drain(100);
    const ids = emitted().slice(before);
    expect([ids.length, new Set(ids).size]).toEqual([81, 81]); // and the event that shows that the rule has effect
  });

  it('like Meta, what is answered 503 comes again until it is accepted, once on the bus', async () => {
    await command.receiver.drain();
    const before = emitted().length;
    let calls = 0;
    command.receiver.proxies.fauxqs.plan = ({ operation }) =>
      operation === 'SendMessage' && (calls += 1) % 3 === 0 && calls < 20 ? 'refuse' : 'pass';
    const { code, stdout } = await sendWhileWorking(
      'instagram.comments',
      '--batch',
      '60',
      '--simulate-retries',
      '--seed',
      '5',
    );
    command.receiver.proxies.fauxqs.plan = () => 'pass';
    expect([code, stdout.includes('60 changes, each accepted at least once.')]).toEqual([0, true]);
    await command.receiver.drain(100);
    expect(emitted().length - before).toBe(61);
  });

  it('an event that is emitted twice is found, and ends with 1', async () => {
    const { rules } = command.receiver.bus;
    const deliver = rules.deliver.bind(rules);
    rules.deliver = async (entry) => {
      await deliver(entry);
      if (entry.DetailType === 'page.leadgen') await deliver(entry); // another id of EventBridge, the same change
    };
    const { code, stdout } = await sendWhileWorking('page.leadgen', '--repeat', '2');
    rules.deliver = deliver;
    expect([code, stdout]).toEqual([1, expect.stringContaining('missing              0\ntwice                1\n')]);
  });

  it('an event that does not arrive in time is missing, and ends with 1', async () => {
    const { rules } = command.receiver.bus;
    const deliver = rules.deliver.bind(rules);
    rules.deliver = async (entry) => (entry.DetailType === 'page.leadgen' ? undefined : deliver(entry));
    const { code, stdout } = await sendWhileWorking('page.leadgen', '--repeat', '2', '--for', '1s');
    rules.deliver = deliver;
    expect([code, stdout]).toEqual([1, expect.stringContaining('missing              1\ntwice                0\n')]);
  });

  it('without permission for a temporary rule, the responses are reported and the exit code is theirs', async () => {
    const { rules } = command.receiver.bus;
    rules.refuse = (action) => (action === 'PutRule' ? 'AccessDeniedException' : undefined);
    const { code, stdout, stderr } = await sendWhileWorking('page.leadgen', '--repeat', '2');
    rules.refuse = () => undefined;
    expect([code, stdout]).toEqual([0, expect.stringContaining('2 POSTs: 2 x 200.')]);
    expect(stderr).toMatch(/^No verdict: ACCESS_DENIED: [^\n]+\n {2}Use a role that has this permission/);
  });

  it('a verdict leaves no rule and no queue behind', () => {
    expect([...command.receiver.bus.rules.rules.keys()]).toEqual([]);
  });
});

interface Missing {
  readonly rule: string;
  readonly arrange: () => void;
  readonly args?: readonly string[];
  readonly want: string;
  readonly says?: string;
}

describe('what is missing is said, with one message', () => {
  const oneMessage = (code: string): RegExp => new RegExp(`^error ${code}: [^\\n]+\\nhint: [^\\n]+\\n$`);

  it.each([
    {
      rule: 'no app secret is stored',
      arrange: () => {
        store(ARN, '');
      },
      want: 'SECRET_INCOMPLETE',
      says: '\nhint: Store it with `npx meta-webhooks setup`',
    },
    {
      rule: 'the secret is no JSON',
      arrange: () => void secrets.secrets.set(ARN, { AWSCURRENT: { text: 'plain', createdMs: 0 } }),
      want: 'SECRET_UNREADABLE',
    },
    {
      rule: 'the secret is gone',
      arrange: () => {
        secrets.secrets.clear();
      },
      want: 'SECRET_UNREADABLE',
    },
    {
      rule: 'the secret may not be read',
      arrange: () => void (secrets.fault = () => ({ status: 400, code: 'AccessDeniedException' })),
      want: 'ACCESS_DENIED',
    },
    { rule: 'no such stack', arrange: () => undefined, args: ['--stack', 'Other'], want: 'STACK_UNKNOWN' },
    {
      rule: 'the sign-in has expired',
      arrange: () => void (command.cloud.refuseWith = 'ExpiredToken'),
      want: 'CREDENTIALS_EXPIRED',
    },
  ] as readonly Missing[])('$rule', async ({ arrange, args = [], want, says = '' }) => {
    arrange();
    const { code, stdout, stderr } = await send('page.leadgen', ...args);
    expect([code, stdout, posted]).toEqual([1, '', []]);
    expect(stderr).toMatch(oneMessage(want));
    expect(stderr).toContain(says);
  });

  it('no credentials', async () => {
    const env = { ...toEnvironment(command.cloud.url), AWS_ACCESS_KEY_ID: undefined };
    const { code, stderr } = await runInProcess(['send', 'page.leadgen'], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(oneMessage('NO_CREDENTIALS'));
  });

  it('no such app', async () => {
    expect(await send('page.leadgen', '--app', 'shop')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(oneMessage('APP_UNKNOWN')),
    });
  });
});
