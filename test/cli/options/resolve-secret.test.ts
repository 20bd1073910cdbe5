import { describe, expect, it } from '@jest/globals';
import { parseSecretSource, resolveSecret } from '../../../cli/options/resolve-secret.ts';
import { getCode } from '../../support/harness/thrown.ts';

const OPTION = { option: '--token-from', what: 'token' } as const;
const ports = {
  askSecret: async () => Promise.resolve(' typed\n'),
  environment: { SET: ' exported ', EMPTY: '', BLANK: ' ' },
};
const input = {
  ...OPTION,
  question: 'Access token',
  readStored: async (id: string) => Promise.resolve(`stored in ${id}\n`),
};
const resolve = async (from: string, mayBeEmpty?: boolean): Promise<string> =>
  resolveSecret(parseSecretSource(from, OPTION), ports, { ...input, ...(mayBeEmpty && { mayBeEmpty }) });

describe('a secret', () => {
  it.each([
    { from: 'prompt', want: 'typed' },
    { from: 'env:SET', want: 'exported' },
    { from: 'secret:name', want: 'stored in name' },
    { from: 'secret:arn:aws:secretsmanager:x', want: 'stored in arn:aws:secretsmanager:x' },
  ])('comes from $from, without white space around it', async ({ from, want }) => {
    expect(await resolve(from)).toBe(want);
  });

  it.each(['planted', '', 'env:', 'secret:', 'env:planted-1', 'PROMPT', ' prompt'])(
    'does not come from %j, which no error repeats',
    (from) => {
      expect(getCode(() => parseSecretSource(from, OPTION))).toBe('USAGE');
      expect(() => parseSecretSource(from, OPTION)).toThrow('--token-from must be prompt, env:NAME or secret:NAME');
    },
  );

  it.each([
    { from: 'env:ABSENT', want: 'not set' },
    { from: 'env:EMPTY', want: 'empty' },
    { from: 'env:BLANK', want: 'empty' },
  ])('is $want in $from, whose name is not repeated', async ({ from, want }) => {
    await expect(resolve(from)).rejects.toMatchObject({
      code: 'USAGE',
      message: `the environment variable in --token-from is ${want}`,
    });
  });

  it('is empty in the variable that is read by default, which is named', async () => {
    await expect(
      resolveSecret({ from: 'env', name: 'BLANK' }, ports, { ...input, variable: 'BLANK' }),
    ).rejects.toMatchObject({ code: 'USAGE', message: 'the environment variable BLANK is empty' });
  });

  it('may be empty where the command itself says what is wrong with it', async () => {
    expect(await resolve('env:BLANK', true)).toBe('');
    await expect(resolve('env:ABSENT', true)).rejects.toMatchObject({ code: 'USAGE' });
  });
});
