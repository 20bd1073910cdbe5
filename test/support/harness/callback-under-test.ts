import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { createEnqueue } from '../../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../../lambdas/ingress/handler.ts';
import { createSecretReader } from '../../../lambdas/ingress/read-secret.ts';
import { createSecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import { startDeadline } from '../../../lambdas/aws/abort-after.ts';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import { NO_METRICS } from '../../../lambdas/aws/metrics.ts';
import { newId } from '../../../lambdas/aws/new-id.ts';
import { createObjectStore } from '../../../lambdas/aws/object-store.ts';
import { createSend } from '../../../lambdas/aws/send.ts';
import { embeddedClients } from '../../../local/embedded-aws.ts';
import { gatewayEvent } from '../../../local/gateway-event.ts';
import { recordLog, type LogLine } from './log-lines.ts';
import type { ReceiverUnderTest } from './receiver-under-test.ts';
import { createClient } from '../fakes/recording-server.ts';
import { serve } from '../fakes/serve.ts';

interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A callback URL with the real ingress and secret cache, and a worker that empties the queue. */
export interface CallbackUnderTest {
  /** Callback URL: `http://127.0.0.1:<port>/webhooks/meta`. */
  readonly url: string;
  /** Received requests in order: `GET 200`, `POST 401 SIGNATURE_MISMATCH`. */
  readonly requests: string[];
  readonly lines: readonly LogLine[];
  /** Response in place of the one from ingress; undefined for none. */
  answerWith: HttpAnswer | undefined;
  /** True if the worker takes deliveries from the queue. */
  working: boolean;
  /** Time by which ingress' clock is ahead of the test's, in ms. */
  aheadMs: number;
  /** Restarts ingress, as a cold start does. */
  restart(): void;
  stop(): Promise<void>;
}

/** Starts the callback on a free loopback port. `secretArn` is the secret of the app `meta` in that Secrets Manager. */
export async function startCallback(
  receiver: ReceiverUnderTest,
  { secretsManagerUrl, secretArn }: { readonly secretsManagerUrl: string; readonly secretArn: string },
): Promise<CallbackUnderTest> {
  const { log, lines } = recordLog();
  const clients = embeddedClients(receiver.aws.endpoints);
  const secretsManager = new SecretsManagerClient(createClient(secretsManagerUrl));
  const now = (): number => Date.now() + callback.aheadMs;
  const enqueue = createEnqueue({
    send: createSend(clients.sqs, receiver.aws.queueUrl),
    objects: createObjectStore(receiver.aws.bucket, () => Promise.resolve(clients.s3)),
    newId,
    now,
    pause: (ms, signal) => pause(ms / 100, undefined, { signal }),
    random: Math.random,
    isTransient,
    log,
  });
  const coldStart = () =>
    createHandler({
      apps: new Set(['meta']),
      secrets: createSecretCache({
        read: createSecretReader({
          client: secretsManager,
          arns: new Map([['meta', secretArn]]),
          previousSecretMs: 0,
          now,
          log,
        }),
        now,
        startDeadline,
        log,
      }),
      enqueue,
      previousSecretMs: 0,
      now,
      startDeadline,
      log,
      metrics: NO_METRICS,
    });
  let handler = coldStart();
  const server = createServer((incoming, outgoing) => {
    void respond(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const respond = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = incoming;
    const url = new URL(path, 'http://localhost');
    const request = {
      method,
      url,
      headers: incoming.headers as Record<string, string>,
      app: url.pathname.split('/').at(-1) ?? '',
      rawBody: await buffer(incoming),
    };
    const answer = callback.answerWith ?? ofGateway(await handler(gatewayEvent(request, now())));
    callback.requests.push(
      [method, answer.status, ...(/"code":"([A-Z_]+)"/.exec(answer.body)?.slice(1) ?? [])].join(' '),
    );
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  };
  const serving = await serve(server);
  const stopping = new AbortController();
  const callback: CallbackUnderTest = {
    url: `http://127.0.0.1:${serving.port}/webhooks/meta`,
    requests: [],
    lines,
    answerWith: undefined,
    working: true,
    aheadMs: 0,
    restart: () => {
      handler = coldStart();
    },
    stop: async () => {
      stopping.abort();
      await work;
      await serving.stop();
      for (const client of [...Object.values(clients), secretsManager]) client.destroy();
    },
  };
  const work = (async () => {
    while (!stopping.signal.aborted) {
      if (callback.working) await receiver.work();
      await pause(20); // This is as long as a poll of the real queue.
    }
  })();
  return callback;
}

function ofGateway({
  statusCode: status = 500,
  body = '',
  headers = {},
}: APIGatewayProxyStructuredResultV2): HttpAnswer {
  return { status, body, headers: headers as Record<string, string> };
}
