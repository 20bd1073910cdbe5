import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nameOfError } from '../../../lambdas/aws/log.ts';

describe('what is said of an error', () => {
  it('is its name and code, and for AWS its status and request id', () => {
    const error = Object.assign(new Error('planted'), {
      name: 'ThrottlingException',
      code: 'E1',
      $metadata: { httpStatusCode: 400, requestId: 'r-1' },
    });
    expect(nameOfError(error)).toEqual({
      error: 'ThrottlingException',
      errorCode: 'E1',
      awsStatus: 400,
      awsRequestId: 'r-1',
    });
  });

  it('of our own is its name', () => {
    expect(nameOfError(new TypeError('planted'))).toEqual({ error: 'TypeError' });
  });

  it.each([{ thrown: 'planted' }, { thrown: { message: 'planted' } }, { thrown: undefined }, { thrown: null }])(
    'that is none is its type: $thrown',
    ({ thrown }) => {
      expect(nameOfError(thrown)).toEqual({ error: typeof thrown });
    },
  );

  it('never has its message, its stack, its cause or anything else that it carries', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^planted[a-z0-9]{8}$/), (word) => {
        const error = Object.assign(new Error(word, { cause: new Error(word) }), {
          body: word,
          $response: { body: word },
        });
        expect(JSON.stringify(nameOfError(error))).not.toContain(word);
      }),
    );
  });
});
