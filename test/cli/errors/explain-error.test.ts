import { describe, expect, it } from '@jest/globals';
import { CliError } from '../../../cli/errors/cli-error.ts';
import { explainError } from '../../../cli/errors/explain-error.ts';
import { createGraphClient } from '../../../src/graph/client/client.ts';
import { graphTestPorts } from '../../support/harness/graph-under-test.ts';

function getError(name: string, message: string, facts: object = {}): Error {
  return Object.assign(new Error(message), { name }, facts);
}
const ANSWERED = { $metadata: { httpStatusCode: 400, requestId: 'abc' } };

describe('an error is explained by its cause', () => {
  it.each([
    {
      cause: getError('CredentialsProviderError', 'Could not load credentials from any providers'),
      want: 'NO_CREDENTIALS',
    },
    {
      cause: getError(
        'CredentialsProviderError',
        'The SSO session token associated with profile=x was not found or is invalid',
      ),
      want: 'CREDENTIALS_EXPIRED',
    },
    { cause: getError('TokenProviderError', 'Token is expired'), want: 'CREDENTIALS_EXPIRED' },
    {
      cause: getError('ExpiredToken', 'The security token included in the request is expired', ANSWERED),
      want: 'CREDENTIALS_EXPIRED',
    },
    { cause: getError('Error', 'Region is missing'), want: 'NO_REGION' },
    {
      cause: getError('InvalidClientTokenId', 'The security token included in the request is invalid', ANSWERED),
      want: 'CREDENTIALS_REFUSED',
    },
    { cause: getError('SignatureDoesNotMatch', 'no', ANSWERED), want: 'CREDENTIALS_REFUSED' },
    {
      cause: getError('AccessDenied', 'User: arn:… is not authorized to perform: sqs:ReceiveMessage', ANSWERED),
      want: 'ACCESS_DENIED',
    },
    { cause: getError('QueueDoesNotExist', 'The specified queue does not exist.', ANSWERED), want: 'RESOURCE_GONE' },
    { cause: getError('NoSuchBucket', 'no', ANSWERED), want: 'RESOURCE_GONE' },
    { cause: getError('Error', 'connect ECONNREFUSED 127.0.0.1:1', { code: 'ECONNREFUSED' }), want: 'UNREACHABLE' },
    { cause: getError('Error', 'getaddrinfo ENOTFOUND', { code: 'ENOTFOUND' }), want: 'UNREACHABLE' },
    { cause: getError('TimeoutError', 'no answer'), want: 'UNREACHABLE' },
    { cause: getError('InvalidParameterValue', 'whatever', ANSWERED), want: 'AWS_REFUSED' },
    { cause: new RangeError('a fault of ours'), want: 'INTERNAL_ERROR' },
    { cause: 'a text', want: 'INTERNAL_ERROR' },
  ])('$want: $cause', ({ cause, want }) => {
    const { code, exitCode, message, hint } = explainError(cause);
    expect([code, exitCode]).toEqual([want, 1]);
    expect(message).not.toBe('');
    expect(hint).not.toBe('');
  });

  it('a Graph API that cannot be reached: the hint does not say so again, and names the variable of its URL', async () => {
    const fetch = async () => Promise.reject(getError('TypeError', 'fetch failed', { code: 'ENOTFOUND' }));
    const client = createGraphClient({ token: 'synthetic', maxAttempts: 1 }, { ...graphTestPorts(), fetch });
    const failed = await client.send({ path: ['me'] }).catch((error: unknown) => error);
    expect(explainError(failed)).toMatchObject({
      code: 'GRAPH_UNREACHABLE',
      message: 'the Graph API cannot be reached (network ENOTFOUND)',
      hint: 'Check the network, the proxy and META_GRAPH_URL if it is set.',
    });
  });

  it('what is explained already passes as it is', () => {
    const error = new CliError('STATE_FILE', { message: 'm', hint: 'h' });
    expect(explainError(error)).toBe(error);
  });

  it("a refusal has AWS's own words, so that the missing permission can be read", () => {
    expect(
      explainError(getError('AccessDeniedException', 'not authorized to perform: s3:ListBucket', ANSWERED)).message,
    ).toBe('not authorized to perform: s3:ListBucket');
  });

  it.each([
    ['OUTSIDE_WINDOW', 2],
    ['PARTIAL_MATCH', 2],
    ['USAGE', 2],
    ['UNREACHABLE', 1],
    ['INTERRUPTED', 1],
  ] as const)('%s ends with %d', (code, want) => {
    expect(new CliError(code, { message: '', hint: '' }).exitCode).toBe(want);
  });
});
