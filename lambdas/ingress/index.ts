import { setTimeout as pause } from 'node:timers/promises';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startDeadline } from '../aws/abort-after.ts';
import { HOT_PATH, withTimeoutsAndRetries } from '../aws/client-options.ts';
import { requireEnv } from '../aws/environment.ts';
import { newId } from '../aws/new-id.ts';
import { createObjectStore } from '../aws/object-store.ts';
import { createOutput } from '../aws/output.ts';
import { createSend } from '../aws/send.ts';
import { closeOnAbort, createAgents, openConnection } from './connections.ts';
import { createEnqueue } from './enqueue.ts';
import { createHandler } from './handler.ts';
import { isTransient } from '../aws/is-transient.ts';
import { createSecretReader } from './read-secret.ts';
import { createSecretCache } from './secret-cache.ts';
import { warmUp } from './warm-up.ts';

const arns = new Map(Object.entries(JSON.parse(requireEnv('APP_SECRET_ARNS')) as Record<string, string>));
const queueUrl = requireEnv('QUEUE_URL');
const now = Date.now;
const previousSecretMs = Number(requireEnv('PREVIOUS_SECRET_SECONDS')) * 1000;
const output = createOutput({ service: 'ingress', namespace: requireEnv('METRICS_NAMESPACE') });

const secretsManager = new SecretsManagerClient(withTimeoutsAndRetries({ requestMs: 1_000, tries: 2 }));
// One attempt of SendMessage: an SDK retry could create two messages with the same deliveryId.
const sendOnce = withTimeoutsAndRetries({ requestMs: 1_500, tries: 1 });
const agents = createAgents();
const sqs = new SQSClient({
  ...sendOnce,
  ...HOT_PATH,
  requestHandler: { ...sendOnce.requestHandler, ...agents },
  // TLS protects the body. See docs/adr/0019.
  md5: false,
});
const secrets = createSecretCache({
  read: createSecretReader({ client: secretsManager, arns, previousSecretMs, now, log: output }),
  now,
  startDeadline,
  log: output,
});
await warmUp({
  apps: [...arns.keys()],
  secrets,
  connect: async (signal) => openConnection(queueUrl, agents, signal),
  startDeadline,
});

export const handler = createHandler({
  apps: new Set(arns.keys()),
  mutualTlsApps: new Set(JSON.parse(requireEnv('MUTUAL_TLS_APPS')) as string[]),
  secrets,
  enqueue: createEnqueue({
    send: closeOnAbort(createSend(sqs, queueUrl), agents),
    objects: createObjectStore(requireEnv('BUCKET_NAME')),
    newId,
    now,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log: output,
  }),
  previousSecretMs,
  now,
  startDeadline,
  log: output,
  metrics: output,
});
