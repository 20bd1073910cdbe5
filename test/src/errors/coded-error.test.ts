import { describe, expect, it } from '@jest/globals';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { ConsumerError } from '../../../lambdas/consumers/consumer-error.ts';
import { CredentialsError } from '../../../lambdas/consumers/mention-replies/credentials.ts';
import { ConfigurationError } from '../../../lib/configuration/rules.ts';
import { CodedError } from '../../../src/errors/coded-error.ts';
import { UnforeseenError } from '../../../src/errors/receiver-error.ts';
import { requestMalformed } from '../../../src/graph/client/graph-error.ts';

const CAUSE = new Error('why');

describe('an error of ours', () => {
  it.each([
    { of: 'the receiver', error: new UnforeseenError(CAUSE), code: 'INTERNAL_ERROR' },
    { of: 'the Graph API', error: requestMalformed('a hint'), code: 'REQUEST_MALFORMED' },
    { of: 'the command', error: new CliError('USAGE', { message: 'a message', hint: 'a hint' }), code: 'USAGE' },
    { of: 'a consumer', error: new ConsumerError('NOT_AN_EVENT', 'a hint'), code: 'NOT_AN_EVENT' },
    { of: 'the mention replies', error: new CredentialsError('TOKEN_UNSET', 'a hint'), code: 'TOKEN_UNSET' },
    {
      of: 'the configuration',
      error: new ConfigurationError('CONFIGURATION_INVALID', 'a hint', ['a problem']),
      code: 'CONFIGURATION_INVALID',
    },
  ])('of $of has one root, its code and a hint', ({ error, code }) => {
    expect(error).toBeInstanceOf(CodedError);
    expect(error.code).toBe(code);
    expect(error.hint).not.toBe('');
  });

  it('says code and hint', () => {
    expect(new ConsumerError('NOT_AN_EVENT', 'send an event').message).toBe('NOT_AN_EVENT: send an event');
  });

  it('says another message where it has one', () => {
    expect(new CliError('USAGE', { message: 'no such file', hint: 'name another' }).message).toBe('no such file');
  });

  it('keeps its cause, and has none where there is none', () => {
    expect(new ConsumerError('NOT_AN_EVENT', 'a hint', { cause: CAUSE }).cause).toBe(CAUSE);
    expect('cause' in new ConsumerError('NOT_AN_EVENT', 'a hint')).toBe(false);
  });
});
