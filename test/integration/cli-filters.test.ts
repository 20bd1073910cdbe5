import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startListenUnderTest, type ListenUnderTest } from '../support/harness/listen-under-test.ts';

let test: ListenUnderTest;
beforeAll(async () => {
  test = await startListenUnderTest();
  test.command.cloud.receiver.apps = {
    meta: { callbackUrl: 'https://hooks.example.com/webhooks/meta', secretArn: 'arn' },
  };
});
afterAll(async () => {
  await test.stop();
});

describe('listen', () => {
  it.each([
    { filter: ['--field', 'coments'], code: 'FIELD_UNKNOWN', near: 'comments' },
    { filter: ['--object', 'Instagram'], code: 'WEBHOOK_OBJECT_UNKNOWN', near: 'instagram' },
    { filter: ['--kind', 'mesage'], code: 'KIND_UNKNOWN', near: 'message' },
    { filter: ['--app', 'mete'], code: 'APP_UNKNOWN', near: 'meta' },
  ])('a misspelled name, $filter, is wrong usage, and nothing is left', async ({ filter, code, near }) => {
    const { code: exitCode, stderr } = await (await test.listen(filter)).result;
    expect([exitCode, stderr.split(':', 1)[0]]).toEqual([2, `error ${code}`]);
    expect(stderr).toMatch(new RegExp(`did you mean ${near}\\b`, 'i'));
    expect([test.rules(), await test.queues()]).toEqual([[], []]);
  });

  it('a name that the catalog does not have, and that is no misspelling, is listened for', async () => {
    const { result } = await test.listen(['--field', 'holograms', '--for', '1s']);
    expect((await result).stderr).toContain('The catalog has no field holograms. It is used as it is.\n');
  });
});

describe.each([
  { command: 'archive list', args: ['archive', 'list', '--from', '1h'] },
  { command: 'replay', args: ['replay', '--from', '1h', '--dry-run'] },
])('$command', ({ args }) => {
  it.each([
    { filter: ['--field', 'coments'], code: 'FIELD_UNKNOWN', near: 'comments' },
    { filter: ['--object', 'instgram'], code: 'WEBHOOK_OBJECT_UNKNOWN', near: 'instagram' },
    { filter: ['--app', 'mete'], code: 'APP_UNKNOWN', near: 'meta' },
  ])('rejects the misspelled name $filter as wrong usage', async ({ filter, code, near }) => {
    const { code: exitCode, stdout, stderr } = await test.command.run(...args, ...filter);
    expect([exitCode, stdout, stderr.split(':', 1)[0]]).toEqual([2, '', `error ${code}`]);
    expect(stderr).toMatch(new RegExp(`did you mean ${near}\\b`, 'i'));
  });
});
