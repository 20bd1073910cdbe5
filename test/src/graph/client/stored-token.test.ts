import { describe, expect, it } from '@jest/globals';
import { readStoredToken } from '../../../../src/graph/client/stored-token.ts';

describe('the secret of an access token', () => {
  it.each([
    {
      rule: 'has the token, and the app secret',
      text: '{"accessToken":"EAAt","appSecret":"s"}',
      want: { accessToken: 'EAAt', appSecret: 's' },
    },
    { rule: 'may have the token only', text: '{"accessToken":"EAAt"}', want: { accessToken: 'EAAt' } },
    {
      rule: 'may have other members, as Secrets Manager generates them',
      text: '{"accessToken":"EAAt","unused":"x"}',
      want: { accessToken: 'EAAt' },
    },
    { rule: 'may call it token', text: '{"token":"EAAt"}', want: { accessToken: 'EAAt' } },
    {
      rule: 'counts accessToken where both are set',
      text: '{"token":"old","accessToken":"EAAt"}',
      want: { accessToken: 'EAAt' },
    },
    {
      rule: 'counts token where accessToken is not filled in',
      text: '{"accessToken":"","token":"EAAt"}',
      want: { accessToken: 'EAAt' },
    },
  ])('$rule', ({ text, want }) => {
    expect(readStoredToken(text)).toEqual(want);
    expect(readStoredToken(text, { plain: true })).toEqual(want);
  });

  it.each([
    { rule: 'may be the token alone', text: 'EAAt', want: { accessToken: 'EAAt' } },
    { rule: 'may end with a newline, as an editor saves it', text: 'EAAt\n', want: { accessToken: 'EAAt' } },
    { rule: 'may be an app token', text: '123456|abc', want: { accessToken: '123456|abc' } },
  ])('as plain text $rule, and is no token where that is not allowed', ({ text, want }) => {
    expect(readStoredToken(text, { plain: true })).toEqual(want);
    expect(readStoredToken(text)).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    ' \n',
    '{}',
    '{"accessToken":""}',
    '{"accessToken":1}',
    '{"accessToken":"EAAt"',
    'null',
    '1',
  ])('has no token: %j', (text) => {
    expect(readStoredToken(text, { plain: true })).toBeUndefined();
  });

  it.each(['["EAAt"]', '"EAAt"', '["EAAt"', '"EAAt'])('is no other JSON, broken or not: %j', (text) => {
    expect(readStoredToken(text, { plain: true })).toBeUndefined();
  });
});
