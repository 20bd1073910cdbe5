import { createHash } from 'node:crypto';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createSend } from '../../../lambdas/aws/send.ts';
import { closeOnAbort, createAgents, openConnection } from '../../../lambdas/ingress/connections.ts';
import {
  createClient,
  startRecordingServer,
  type RecordedAnswer,
  type RecordingServer,
} from '../../support/fakes/recording-server.ts';
import { endlessDeadline } from '../../support/harness/ingress-under-test.ts';

const agents = createAgents();
const servers: RecordingServer[] = [];

afterEach(async () => {
  agents.httpAgent.destroy();
  for (const server of servers.splice(0)) await server.stop();
});

describe('the connection', () => {
  const start = async (status: number): Promise<RecordingServer> => {
    const server = await startRecordingServer(() => ({ status, body: 'any' }));
    servers.push(server);
    return server;
  };
  it.each([200, 404, 503])('stays open for the next request, whatever SQS answers: %d', async (status) => {
    const server = await start(status);
    const { signal } = endlessDeadline();
    await openConnection(`${server.url}/123456789012/deliveries`, agents, signal);
    await openConnection(`${server.url}/123456789012/deliveries`, agents, signal);
    expect(server.calls.map(({ method, path }) => `${method} ${path}`)).toEqual(['GET /ping', 'GET /ping']);
    expect(server.connections()).toBe(1);
  });

  it('that nobody takes is an error', async () => {
    const server = await start(200);
    await servers.pop()?.stop();
    await expect(openConnection(server.url, agents, endlessDeadline().signal)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('to a service that hangs ends with the signal', async () => {
    const server = await startRecordingServer(() => 'hang');
    servers.push(server);
    const controller = new AbortController();
    const opening = openConnection(server.url, agents, controller.signal);
    controller.abort();
    await expect(opening).rejects.toMatchObject({ name: 'AbortError' });
  });
});

describe('a call of ingress to SQS', () => {
  const ATTRIBUTES = { app: 'meta', encoding: 'text' } as const;
  const sent: RecordedAnswer = {
    status: 200,
    body: JSON.stringify({ MessageId: 'm', MD5OfMessageBody: createHash('md5').update('{}').digest('hex') }),
  };
  /** Sends against a service that gives these answers in turn; `meanwhile` runs while it hangs. */
  const sender = async (answers: RecordedAnswer[], meanwhile: () => void = () => undefined) => {
    const server = await startRecordingServer(() => {
      const answer = answers.shift() ?? sent;
      if (answer === 'hang') meanwhile();
      return answer;
    });
    servers.push(server);
    const client = new SQSClient({
      ...createClient(server.url),
      maxAttempts: 1,
      requestHandler: { requestTimeout: 60_000, ...agents },
    });
    return { server, send: closeOnAbort(createSend(client, `${server.url}/123456789012/deliveries`), agents) };
  };

  it('ends when the time is over, and the next one opens a connection of its own', async () => {
    const controller = new AbortController();
    const { server, send } = await sender(['hang'], () => {
      controller.abort();
    });
    await expect(send('{}', ATTRIBUTES, controller.signal)).rejects.toMatchObject({ name: 'AbortError' });
    await send('{}', ATTRIBUTES, endlessDeadline().signal);
    expect(server.calls).toHaveLength(2);
    expect(server.connections()).toBe(2);
  });

  it('is not made if the time was over before', async () => {
    const { server, send } = await sender([]);
    await expect(send('{}', ATTRIBUTES, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect(server.calls).toEqual([]);
  });

  it('leaves the connection to the next request if the time ends later', async () => {
    const { server, send } = await sender([]);
    const controller = new AbortController();
    await send('{}', ATTRIBUTES, controller.signal);
    controller.abort();
    await send('{}', ATTRIBUTES, endlessDeadline().signal);
    expect(server.connections()).toBe(1);
  });
});
