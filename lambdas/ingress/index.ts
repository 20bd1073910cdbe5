import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { abortAfter } from '../aws/abort-after.ts';
import { withTimeoutsAndRetries } from '../aws/client-options.ts';
import { requireEnv } from '../aws/environment.ts';
import { createMetrics } from '../aws/metrics.ts';
import { newId } from '../aws/new-id.ts';
import { createObjectStore } from '../aws/object-store.ts';
import { createSend } from '../aws/send.ts';
import { createEnqueue } from './enqueue.ts';
import { createHandler } from './handler.ts';
import { isTransient } from '../aws/is-transient.ts';
import { createSecretReader } from './read-secret.ts';
import { createSecretCache } from './secret-cache.ts';

const log = new Logger();
const arns = new Map(Object.entries(JSON.parse(requireEnv('APP_SECRET_ARNS')) as Record<string, string>));
const now = Date.now;
const previousSecretMs = Number(requireEnv('PREVIOUS_SECRET_SECONDS')) * 1000;
const metrics = createMetrics(new Metrics(), log);

const secretsManager = new SecretsManagerClient(withTimeoutsAndRetries({ requestMs: 1_000, tries: 2 }));
// One attempt of SendMessage: an SDK retry could create two messages with the same deliveryId.
const sqs = new SQSClient(withTimeoutsAndRetries({ requestMs: 1_500, tries: 1 }));

export const handler = createHandler({
  apps: new Set(arns.keys()),
  mutualTlsApps: new Set(JSON.parse(requireEnv('MUTUAL_TLS_APPS')) as string[]),
  secrets: createSecretCache({
    read: createSecretReader({ client: secretsManager, arns, previousSecretMs, now, log }),
    now,
    abortAfter,
    log,
    metrics,
  }),
  enqueue: createEnqueue({
    send: createSend(sqs, requireEnv('QUEUE_URL')),
    objects: createObjectStore(requireEnv('BUCKET_NAME')),
    newId,
    now,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log,
  }),
  previousSecretMs,
  now,
  abortAfter,
  log,
  metrics,
});
