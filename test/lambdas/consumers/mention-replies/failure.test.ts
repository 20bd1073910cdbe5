import { describe, expect, it } from '@jest/globals';
import { SecretError } from '../../../../src/pipeline/accept/app-secret.ts';
import { GraphError, type GraphFailure } from '../../../../src/graph/client/graph-error.ts';
import { CredentialsError } from '../../../../lambdas/consumers/mention-replies/credentials.ts';
import { endingAfter } from '../../../../lambdas/consumers/mention-replies/failure.ts';

const graph = (over: Partial<GraphFailure>) =>
  new GraphError({ code: 'TRANSIENT', hint: 'x', outcome: 'unknown', retry: 'soon', ...over });
const HOUR = 3_600;

describe('after a failure a mention', () => {
  it.each([
    {
      rule: 'waits a little the first time',
      error: graph({}),
      receives: 1,
      want: { outcome: 'backed-off', code: 'TRANSIENT', seconds: 10 },
    },
    {
      rule: 'waits an hour at most by itself',
      error: graph({}),
      receives: 20,
      want: { outcome: 'backed-off', code: 'TRANSIENT', seconds: HOUR },
    },
    {
      rule: 'waits as long as Meta asks',
      error: graph({ code: 'RATE_LIMITED', retry: 'when-allowed', retryAfterMs: 1_500_400 }),
      receives: 1,
      want: { outcome: 'backed-off', code: 'RATE_LIMITED', seconds: 1_501 },
    },
    {
      rule: 'waits a quarter of an hour for a limit without a time',
      error: graph({ code: 'RATE_LIMITED', retry: 'when-allowed' }),
      receives: 1,
      want: { outcome: 'backed-off', code: 'RATE_LIMITED', seconds: 900 },
    },
    {
      rule: 'waits no longer than SQS can',
      error: graph({ retryAfterMs: 1e9 }),
      receives: 1,
      want: { outcome: 'backed-off', code: 'TRANSIENT', seconds: 11 * HOUR },
    },
    {
      rule: 'waits when the look was ended from here',
      error: graph({ code: 'ABORTED', retry: 'never' }),
      receives: 1,
      want: { outcome: 'backed-off', code: 'ABORTED', seconds: 10 },
    },
    {
      rule: 'waits after what nobody planned for',
      error: new TypeError('x'),
      receives: 2,
      want: { outcome: 'backed-off', code: 'INTERNAL_ERROR', seconds: 30 },
    },
    {
      rule: 'goes to a person when trying again cannot help',
      error: graph({ code: 'PERMISSION_MISSING', retry: 'never' }),
      receives: 1,
      want: { outcome: 'queued-for-review', code: 'PERMISSION_MISSING' },
    },
    {
      rule: 'goes to a person when no token is stored',
      error: new CredentialsError('TOKEN_UNSET', 'x'),
      receives: 1,
      want: { outcome: 'queued-for-review', code: 'TOKEN_UNSET' },
    },
    {
      rule: 'goes to a person when a secret may not be read',
      error: new CredentialsError('SECRET_UNREADABLE', 'x'),
      receives: 1,
      want: { outcome: 'queued-for-review', code: 'SECRET_UNREADABLE' },
    },
    {
      rule: 'goes to a person when the app secret makes no sense',
      error: new SecretError('SECRET_MALFORMED', 'x'),
      receives: 1,
      want: { outcome: 'queued-for-review', code: 'SECRET_MALFORMED' },
    },
  ])('$rule', ({ error, receives, want }) => {
    expect(endingAfter(error, receives)).toEqual(want);
  });
});
