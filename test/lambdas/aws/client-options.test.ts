import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { withTimeoutsAndRetries, type TimeoutsAndRetries } from '../../../lambdas/aws/client-options.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';

let answer: RecordedAnswer;
let server: RecordingServer;

async function thrownWith(timeoutsAndRetries: TimeoutsAndRetries): Promise<unknown> {
  const client = new SecretsManagerClient({
    ...createClient(server.url),
    ...withTimeoutsAndRetries(timeoutsAndRetries),
  });
  try {
    return await client.send(new GetSecretValueCommand({ SecretId: 'synthetic' })).catch((error: unknown) => error);
  } finally {
    client.destroy();
  }
}

// A server for each test: a request that its client gave up can arrive late, and would count in the next test.
beforeEach(async () => {
  server = await startRecordingServer(() => answer);
});
afterEach(async () => server.stop());

describe('a client of ours', () => {
  it('fails when the answer takes too long, where the SDK by itself would only warn', async () => {
    answer = 'hang';
    expect(await thrownWith({ requestMs: 50, tries: 1 })).toMatchObject({ name: 'TimeoutError' });
  });

  it.each([1, 2])('tries as often as it is told to: %d', async (tries) => {
    answer = { status: 500, body: '{"__type":"InternalServiceError"}' };
    expect(await thrownWith({ requestMs: 10_000, tries })).toMatchObject({ $metadata: { httpStatusCode: 500 } });
    expect(server.calls).toHaveLength(tries);
  });
});
