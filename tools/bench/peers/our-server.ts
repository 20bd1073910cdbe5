/** The handler of ingress as a server, with its log and a queue in memory. */
import { setTimeout as pause } from 'node:timers/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { startDeadline } from '../../../lambdas/aws/abort-after.ts';
import { isTransient } from '../../../lambdas/aws/is-transient.ts';
import { newId } from '../../../lambdas/aws/new-id.ts';
import { createOutput } from '../../../lambdas/aws/output.ts';
import { createEnqueue } from '../../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../../lambdas/ingress/handler.ts';
import { createSecretCache } from '../../../lambdas/ingress/secret-cache.ts';
import { gatewayEvent } from '../../../local/gateway-event.ts';
import { SECRET } from '../stub/answers.ts';
import { serveAndReport } from './serve-and-report.ts';

const output = createOutput({ service: 'ingress', namespace: 'bench' });
const current = { ...SECRET, instagramAppSecret: '', threadsAppSecret: '' };
const handler = createHandler({
  apps: new Set(['meta']),
  secrets: createSecretCache({
    read: () => Promise.resolve({ current, currentSinceMs: 0 }),
    now: Date.now,
    startDeadline,
    log: output,
  }),
  enqueue: createEnqueue({
    send: () => Promise.resolve(),
    objects: { bucket: 'bench', put: () => Promise.resolve(), get: () => Promise.reject(new Error('nothing stored')) },
    newId,
    now: Date.now,
    pause: async (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log: output,
  }),
  previousSecretMs: 0,
  now: Date.now,
  startDeadline,
  log: output,
  metrics: output,
});

async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const rawBody = await buffer(incoming);
  const headers = { 'x-hub-signature-256': String(incoming.headers['x-hub-signature-256']) };
  const url = new URL('http://localhost/webhooks/meta');
  const event = gatewayEvent({ method: 'POST', url, headers, app: 'meta', rawBody }, Date.now());
  const { statusCode, body } = await handler(event);
  outgoing.writeHead(statusCode ?? 500).end(body);
}

serveAndReport(
  createServer((incoming, outgoing) => {
    void respond(incoming, outgoing);
  }),
);
