import { afterEach, describe, expect, it } from '@jest/globals';
import { createLambdaCaller } from '../../../tools/verify-aws/call-lambda.ts';
import { createClient, startRecordingServer, type RecordingServer } from '../../support/fakes/recording-server.ts';

const path = '/2015-03-31/functions/worker/configuration';
let server: RecordingServer;

afterEach(async () => server.stop());

async function startCaller(status: number, body: string) {
  server = await startRecordingServer(() => ({ status, body, type: 'application/json' }));
  const { credentials, region } = createClient(server.url);
  return createLambdaCaller({ credentials, region: async () => Promise.resolve(region), emulator: server.url });
}

// https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html and
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
describe('a call of Lambda', () => {
  it('sends JSON to the path of the operation, signed for the service lambda', async () => {
    const callLambda = await startCaller(200, '{"Timeout":1}');
    const call = { operation: 'UpdateFunctionConfiguration', method: 'PUT', path, input: { Timeout: 1 } } as const;
    expect(await callLambda(call)).toEqual({ Timeout: 1 });
    const [{ method, path: sentTo, headers, body }] = server.calls as [(typeof server.calls)[number]];
    expect([method, sentTo, body.toString()]).toEqual(['PUT', path, '{"Timeout":1}']);
    expect(headers['content-type']).toBe('application/json');
    expect(headers['authorization']).toMatch(
      /^AWS4-HMAC-SHA256 Credential=synthetic\/\d{8}\/eu-central-1\/lambda\/aws4_request, SignedHeaders=\S*host\S*, Sig/,
    );
  });

  it('without input has no body', async () => {
    const callLambda = await startCaller(200, '{}');
    await callLambda({ operation: 'GetFunctionConfiguration', method: 'GET', path });
    expect(server.calls).toMatchObject([{ method: 'GET', path, body: Buffer.alloc(0) }]);
    expect(server.calls[0]!.headers).not.toHaveProperty('content-type');
  });

  it('that fails names the operation, the status and the answer', async () => {
    const callLambda = await startCaller(
      403,
      '{"Message":"not authorized to perform: lambda:GetFunctionConfiguration"}',
    );
    await expect(callLambda({ operation: 'GetFunctionConfiguration', method: 'GET', path })).rejects.toMatchObject({
      code: 'CALL_FAILED',
      message: expect.stringMatching(/^lambda GetFunctionConfiguration answered 403: .*not authorized/),
    });
  });
});
