import { describe, expect, it } from '@jest/globals';
import { createArgumentFilter } from '../../../cli/errors/without-secrets.ts';
import { toEnvironment, runInProcess } from '../../support/harness/run-receiver.ts';

/** Synthetic, in the forms of Meta's secrets. */
const APP_SECRET = '00112233445566778899aabbccddeeff';
const SECRETS = [
  APP_SECRET,
  APP_SECRET.toUpperCase(),
  `EAA${'a1B2'.repeat(10)}`,
  `IGQ${'a1B2'.repeat(10)}`,
  '123456789|abcdefghijkl',
];

describe('an argument that looks like a secret', () => {
  it.each(SECRETS)('is repeated nowhere: %s', (secret) => {
    for (const args of [
      ['send', secret],
      ['send', '--file', secret],
      ['send', `--file=${secret}`],
    ]) {
      const shown = createArgumentFilter(args)(`there is no sample ${secret}, nor is ${secret} a file`);
      expect(shown).toBe('there is no sample [hidden], nor is [hidden] a file');
    }
  });

  it('is no deliveryId and no id of an event', () => {
    const args = ['019b0000-0000-7000-8000-000000000001', 'a'.repeat(64), '17841400000000001', 'page.messages'];
    expect(createArgumentFilter(args)(args.join(' '))).toBe(args.join(' '));
  });

  it.each([
    ['send', APP_SECRET],
    ['send', '--file', APP_SECRET],
    ['send', 'page.messages', '--local', APP_SECRET],
    ['listen', '--count', APP_SECRET],
    ['dead-letters', 'show', APP_SECRET],
    [APP_SECRET],
  ])('is not repeated by %s %s', async (...args) => {
    for (const json of [[], ['--json']]) {
      const { code, stdout, stderr } = await runInProcess([...args, ...json], toEnvironment('http://127.0.0.1:1'));
      expect(code).not.toBe(0);
      expect(stderr).toMatch(/error/);
      expect(stdout + stderr).not.toContain(APP_SECRET);
    }
  });
});
