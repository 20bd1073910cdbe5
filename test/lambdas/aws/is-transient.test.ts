import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import { withTimeoutsAndRetries } from '../../../lambdas/aws/client-options.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';

let answer: RecordedAnswer = 'hang';
let queue: RecordingServer;

/** What the real client throws when the queue answers so. */
async function thrownFor(
  url: string,
  { requestMs = 10_000, signal }: { requestMs?: number; signal?: AbortSignal } = {},
): Promise<unknown> {
  const client = new SQSClient({ ...createClient(url), ...withTimeoutsAndRetries({ requestMs, tries: 1 }) });
  try {
    return await client
      .send(new SendMessageCommand({ QueueUrl: `${url}/queue`, MessageBody: '{}' }), { abortSignal: signal })
      .catch((error: unknown) => error);
  } finally {
    client.destroy();
  }
}

beforeAll(async () => {
  queue = await startRecordingServer(() => answer);
});
afterAll(async () => queue.stop());

describe('another try may do better', () => {
  it.each([
    { status: 400, code: 'ThrottlingException', want: true },
    { status: 403, code: 'RequestThrottled', want: true },
    { status: 429, code: 'TooManyRequests', want: true },
    { status: 500, code: 'InternalError', want: true },
    { status: 501, code: 'NotImplemented', want: true },
    { status: 503, code: 'ServiceUnavailable', want: true },
    { status: 400, code: 'AccessDeniedException', want: false },
    { status: 403, code: 'AccessDenied', want: false },
    { status: 400, code: 'QueueDoesNotExist', want: false },
    { status: 400, code: 'InvalidMessageContents', want: false },
    { status: 403, code: 'InvalidClientTokenId', want: false },
  ])('after $status $code: $want', async ({ status, code, want }) => {
    answer = { status, body: JSON.stringify({ __type: `com.amazonaws.sqs#${code}`, message: 'rejected' }) };
    const error = await thrownFor(queue.url);
    expect(error).toMatchObject({ name: code });
    expect(isTransient(error)).toBe(want);
  });

  it('after a call that was not answered in time', async () => {
    answer = 'hang';
    const error = await thrownFor(queue.url, { requestMs: 50 });
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect(isTransient(error)).toBe(true);
  });

  it('after a call that found nobody', async () => {
    const gone = await startRecordingServer(() => 'hang');
    await gone.stop();
    const error = await thrownFor(gone.url);
    expect(error).toMatchObject({ code: 'ECONNREFUSED' });
    expect(isTransient(error)).toBe(true);
  });

  it('never after a call that we gave up ourselves', async () => {
    answer = 'hang';
    const error = await thrownFor(queue.url, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ name: 'AbortError' });
    expect(isTransient(error)).toBe(false);
  });

  it.each([
    { thrown: undefined },
    { thrown: null },
    { thrown: 'TimeoutError' },
    { thrown: { name: 'TimeoutError' } },
    { thrown: new TypeError('a mistake of ours') },
  ])('never after what no call throws: $thrown', ({ thrown }) => {
    expect(isTransient(thrown)).toBe(false);
  });
});
