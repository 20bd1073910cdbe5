import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../deploy/eventually.ts';
import { startListenUnderTest, type ListenUnderTest } from '../support/harness/listen-under-test.ts';
import { startRecordingServer, type RecordedAnswer, type RecordingServer } from '../support/fakes/recording-server.ts';

let test: ListenUnderTest;
let hook: RecordingServer;
let answers: RecordedAnswer[] = [];
beforeAll(async () => {
  test = await startListenUnderTest();
  hook = await startRecordingServer(() => answers.shift() ?? { status: 204, body: '' });
});
afterAll(async () => {
  await hook.stop();
  await test.stop();
});
afterEach(() => {
  answers = [];
  hook.calls.length = 0;
});

interface Posted {
  readonly 'detail-type': string;
  readonly detail: { readonly id: string; readonly value: { readonly id: string; readonly text: string } };
}
const posted = (): Posted[] => hook.calls.map(({ body }) => JSON.parse(body.toString()) as Posted);

describe('--forward', () => {
  it('posts the event as a target gets it, and shows nothing of a message', async () => {
    const { result } = await test.listen(['--forward', `${hook.url}/hook`, '--count', '2']);
    await test.emit('17951000000000001', '17951000000000002');
    const { code, stdout } = await result;
    expect(code).toBe(0);
    expect(posted().map(({ detail }) => detail.value)).toEqual(
      expect.arrayContaining(['17951000000000001', '17951000000000002'].map((id) => ({ id, text: 'synthetic' }))),
    );
    expect(hook.calls[0]).toMatchObject({
      method: 'POST',
      path: '/hook',
      headers: { 'content-type': 'application/json' },
    });
    expect(stdout).toMatch(
      /^(\S+Z {2}instagram\.comments {2}comments {2}17841400000000001 {2}[0-9a-f]{64} {2}204 {2}\d+ ms\n){2}$/,
    );
    expect(stdout).not.toContain('synthetic');
  });

  it('tries again until a 2xx, later each time; a redirect is none', async () => {
    answers = [
      { status: 500, body: 'no' },
      { status: 302, body: '' },
    ];
    const { result } = await test.listen(['--forward', hook.url, '--count', '1', '--json']);
    await test.emit('17951000000000003');
    const { code, stdout } = await result;
    expect(code).toBe(0);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { forwarded: object; detail: { id: string; value?: unknown } });
    expect(lines.map(({ forwarded }) => forwarded)).toEqual([
      { ok: false, answer: 500, ms: expect.any(Number), againInSeconds: 1 },
      { ok: false, answer: 302, ms: expect.any(Number), againInSeconds: 2 },
      { ok: true, answer: 204, ms: expect.any(Number) },
    ]);
    expect(new Set(lines.map(({ detail }) => detail.id)).size).toBe(1);
    expect(lines.some(({ detail }) => 'value' in detail)).toBe(false);
    expect(posted().map(({ detail }) => detail.value.id)).toEqual(Array.from({ length: 3 }, () => '17951000000000003'));
  });

  it('one that is refused holds up no other', async () => {
    answers = [{ status: 500, body: '' }];
    const { result } = await test.listen(['--forward', hook.url, '--count', '4']);
    await test.emit('17951000000000004', '17951000000000005', '17951000000000006', '17951000000000007');
    expect((await result).code).toBe(0);
    expect(new Set(posted().map(({ detail }) => detail.value.id)).size).toBe(4);
    expect(hook.calls).toHaveLength(5);
  });

  it('a port where nothing listens is tried again too', async () => {
    const { interrupt, stdout, result } = await test.listen(['--forward', 'http://127.0.0.1:1/', '--name', 'closed']);
    await test.emit('17951000000000008');
    expect(
      await eventually(async () =>
        Promise.resolve(/ {2}UNREACHABLE_URL {2}\d+ ms, retry in 1 s\n[^]* retry in 2 s\n/.test(stdout())),
      ),
    ).toBe(true);
    interrupt();
    expect(await result).toMatchObject({ code: 0 });
  });

  it('what was not taken by the time a run is killed goes to the next', async () => {
    answers = [
      { status: 503, body: '' },
      { status: 503, body: '' },
    ];
    const killed = await test.listenInChildProcess('--forward', hook.url, '--name', 'hook');
    await test.emit('17951000000000009', '17951000000000010');
    killed.process.kill('SIGKILL');
    await killed.result;
    answers = [];
    await test.timeOut();
    const { result } = await test.listen(['--forward', hook.url, '--name', 'hook', '--count', '2']);
    expect((await result).code).toBe(0);
    expect(posted().map(({ detail }) => detail.value.id)).toEqual(
      expect.arrayContaining(['17951000000000009', '17951000000000010']),
    );
  });

  it.each([
    'http://hooks.example.com/',
    'ftp://localhost/',
    'localhost:4000',
    'http://user:planted@localhost/',
    'https://user:planted@example.com/',
    'http://localhost.example.com/',
  ])('goes over no network in the clear, and takes no password: %s', async (url) => {
    const { code, stdout, stderr } = await test.command.run('listen', '--forward', url);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error USAGE: --forward must be a URL of this machine[^\n]+\nhint: [^\n]+\n$/);
    expect(stderr).not.toContain('planted');
  });
});

describe('wrong usage ends with 2 and one message', () => {
  it.each([
    { args: ['--for', 'ever'], want: 'It must be a duration' },
    { args: ['--for', '0s'], want: 'It must be a duration' },
    { args: ['--count', '0'], want: 'It must be a whole number from 1' },
    { args: ['--name', 'Not This'], want: 'It must be up to 36 lowercase letters' },
    { args: ['--clean-up', '--forward', 'http://localhost/'], want: "cannot be used with option '--forward" },
  ])('$args', async ({ args, want }) => {
    const { code, stdout, stderr } = await test.command.run('listen', ...args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error USAGE: [^\n]+\nhint: [^\n]+\n$/);
    expect(stderr).toContain(want);
  });

  it('a stack without a bus is told', async () => {
    delete test.command.cloud.receiver.eventBusName;
    const { code, stderr } = await test.command.run('listen');
    test.command.cloud.receiver.eventBusName = 'bus';
    expect([code, stderr.split(':')[0]]).toEqual([1, 'error OUTPUT_MISSING']);
  });
});
