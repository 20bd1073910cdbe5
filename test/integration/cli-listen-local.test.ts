import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startLocalRunProcess, until, type LocalRunProcess } from '../support/browser/local-run.ts';
import { commentsBody } from '../support/builders/meta.ts';
import { startRecordingServer, type RecordedAnswer, type RecordingServer } from '../support/fakes/recording-server.ts';
import { runInProcess, type CommandResult } from '../support/harness/run-receiver.ts';

let run: LocalRunProcess;
let hook: RecordingServer;
let answers: RecordedAnswer[] = [];
beforeAll(async () => {
  run = await startLocalRunProcess();
  hook = await startRecordingServer(() => answers.shift() ?? { status: 204, body: '' });
});
afterAll(async () => {
  await hook.stop();
  await run.stop();
});
afterEach(() => {
  answers = [];
  hook.calls.length = 0;
});

interface Listening {
  readonly stderr: () => string;
  readonly interrupt: () => void;
  readonly result: Promise<CommandResult>;
}

/** Listens without any AWS, and returns once it is connected. */
async function listen(args: readonly string[], port = new URL(run.url).port): Promise<Listening> {
  const interrupted = new AbortController();
  let stderr = '';
  let hasEnded = false;
  const result = runInProcess(
    ['listen', '--local', port, ...args],
    {},
    {
      err: (text) => void (stderr += text),
      signal: interrupted.signal,
      connect: async () => Promise.reject(new Error('nobody needs AWS here')),
    },
  )
    .then((ended) => ({ ...ended, stderr }))
    .finally(() => {
      hasEnded = true;
    });
  await until(() => (hasEnded || stderr.includes('Listening.') ? true : undefined));
  return {
    stderr: () => stderr,
    interrupt: () => {
      interrupted.abort();
    },
    result,
  };
}

const ABOUT = '{"object":"page","entry":[{"id":"1","time":1767225600,"changed_fields":["about"]}]}';

describe('listen --local', () => {
  it('prints each event as it arrives, without message content', async () => {
    const { result } = await listen(['--count', '2']);
    await run.post(commentsBody(['17961000000000001', '17961000000000002']));
    const { code, stdout, stderr } = await result;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^(\S+Z {2}instagram\.comments {2}comments {2}17841400000000001 {2}[0-9a-f]{64}\n){2}$/);
    expect(stderr).toBe('Listening. Press Ctrl-C to end. Times are UTC.\n2 events.\n');
  });

  it('prints only what the filters select', async () => {
    const { result } = await listen(['--object', 'page', '--count', '1']);
    await run.post(commentsBody(['17961000000000003']));
    await run.post(ABOUT);
    expect((await result).stdout).toMatch(/^\S+Z {2}page\.about {2}about {2}1 {2}[0-9a-f]{64} {2}weak\n$/);
  });

  it('forwards each event until a 2xx', async () => {
    answers = [{ status: 500, body: '' }];
    const { result } = await listen(['--forward', hook.url, '--count', '1']);
    await run.post(commentsBody(['17961000000000004']));
    const { code, stdout } = await result;
    expect(code).toBe(0);
    expect(stdout).toMatch(/ {2}500 {2}\d+ ms, retry in 1 s\n.* {2}204 {2}\d+ ms\n$/);
    const [first, second] = hook.calls.map(({ body }) => JSON.parse(body.toString()) as object);
    expect(second).toEqual(first);
    expect(first).toMatchObject({ detail: { value: { id: '17961000000000004', text: 'synthetic' } } });
  });

  it('ends with Ctrl-C, and with 1 if --count was not reached', async () => {
    const { interrupt, result } = await listen([]);
    interrupt();
    expect(await result).toMatchObject({ code: 0, stdout: '' });
    expect(await (await listen(['--for', '1s', '--count', '1'])).result).toMatchObject({ code: 1 });
  });

  it('waits for the next start if the local run stops', async () => {
    const first = await startLocalRunProcess();
    const { port } = new URL(first.url);
    const { stderr, result } = await listen(['--count', '1'], port);
    await first.stop();
    await until(() => (stderr().includes('has stopped. Waiting') ? true : undefined));
    const second = await startLocalRunProcess(['--port', port]);
    await until(() => (stderr().includes('Listening again.') ? true : undefined));
    await second.post(commentsBody(['17961000000000005']));
    expect(await result).toMatchObject({ code: 0, stdout: expect.stringContaining('instagram.comments') });
    await second.stop();
  });

  it.each([
    { rule: 'nothing listens there', port: async () => Promise.resolve('1'), want: 'UNREACHABLE_URL' },
    {
      rule: 'something else listens there',
      port: async () => Promise.resolve(new URL(hook.url).port),
      want: 'NOT_A_LOCAL_RUN',
    },
  ])('$rule: says so, and names the command that starts it', async ({ port, want }) => {
    const { code, stdout, stderr } = await (await listen([], await port())).result;
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`^error ${want}: [^\\n]+\\nhint: [^\\n]*npx meta-webhooks dev[^\\n]*\\n$`));
  });

  it.each([['--name', 'x'], ['--clean-up']])('has no queue, so takes no %s', async (...args) => {
    const { code, stderr } = await (await listen(args)).result;
    expect([code, stderr]).toEqual([2, expect.stringMatching(/^error USAGE: .*cannot be used with/)]);
  });
});
