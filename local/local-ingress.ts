import { setTimeout as pause } from 'node:timers/promises';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { startDeadline } from '../lambdas/aws/abort-after.ts';
import { isTransient } from '../lambdas/aws/is-transient.ts';
import type { Log, LogFields } from '../lambdas/aws/log.ts';
import { NO_METRICS } from '../lambdas/aws/metrics.ts';
import type { ObjectStore } from '../lambdas/aws/object-store.ts';
import { createEnqueue, type EnqueueDeps } from '../lambdas/ingress/enqueue.ts';
import { createHandler as createIngress } from '../lambdas/ingress/handler.ts';
import { createSecretCache, type SecretCache } from '../lambdas/ingress/secret-cache.ts';
import { addStep, type KeptDelivery } from './deliveries/kept-delivery.ts';
import type { MemoryDeliveryLog } from './deliveries/memory-log.ts';
import { preciseNow } from './precise-now.ts';

/** The only app of a local run. */
export const LOCAL_APP = 'meta';

/** Handles one request to the callback URL. */
export type LocalIngress = (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;

/** Dependencies of {@link createLocalIngress}. */
export interface LocalIngressDeps {
  readonly appSecret: string;
  readonly verifyToken: string;
  readonly deliveries: MemoryDeliveryLog;
  readonly send: EnqueueDeps['send'];
  readonly objects: ObjectStore;
  readonly newId: () => string;
  readonly log: Log;
}

/**
 * Creates the ingress of the local run, which records every POST. The real handler is created anew for each request.
 */
export function createLocalIngress(deps: LocalIngressDeps): LocalIngress {
  const secrets = createSecretCache({
    read: localSecret(deps),
    now: Date.now,
    startDeadline,
    log: deps.log,
  });
  return async (event) => {
    if (event.requestContext.http.method !== 'POST') return createRealIngress(deps, { secrets })(event);
    const kept = deps.deliveries.open({
      app: event.pathParameters?.['app'] ?? '',
      receivedAtMs: event.requestContext.timeEpoch,
      headers: event.headers as Readonly<Record<string, string>>,
      rawBody: Buffer.from(event.body ?? '', 'base64'),
    });
    const answer = await createRealIngress(deps, { secrets, kept })(event);
    record(deps, kept, answer);
    return answer;
  };
}

interface Request {
  readonly secrets: SecretCache;
  readonly kept?: KeptDelivery;
}

function createRealIngress(deps: LocalIngressDeps, { secrets, kept }: Request): LocalIngress {
  const log = kept === undefined ? deps.log : notingSecret(deps.log, kept);
  const enqueue = createEnqueue({
    send: kept === undefined ? deps.send : observedSend(deps, kept),
    objects: deps.objects,
    newId: deps.newId,
    now: Date.now,
    pause: (ms, signal) => pause(ms, undefined, { signal }),
    random: Math.random,
    isTransient,
    log,
  });
  return createIngress({
    apps: new Set([LOCAL_APP]),
    secrets,
    enqueue: async (app, rawBody, signal) => {
      if (kept) addStep(kept, { step: 'verified', atMs: preciseNow() });
      return enqueue(app, rawBody, signal);
    },
    previousSecretMs: 0,
    now: Date.now,
    startDeadline,
    log,
    metrics: NO_METRICS,
  });
}

/** The worker may receive the message before ingress responds, so the id is recorded before it is sent. */
function observedSend({ deliveries, send }: LocalIngressDeps, kept: KeptDelivery): EnqueueDeps['send'] {
  return async (body, attributes, signal) => {
    deliveries.willQueue(kept, attributes['deliveryId'] ?? '');
    try {
      await send(body, attributes, signal);
      addStep(kept, { step: 'queued', atMs: preciseNow() });
    } catch (error) {
      addStep(kept, { step: 'not queued', atMs: preciseNow() });
      throw error;
    }
  };
}

/** Ingress logs the name of the secret that matched. */
function notingSecret(log: Log, kept: KeptDelivery): Log {
  return {
    ...log,
    info: (message: string, fields: LogFields) => {
      if (typeof fields['signedBy'] === 'string') kept.signedBy = fields['signedBy'];
      log.info(message, fields);
    },
  };
}

function record(
  { deliveries }: LocalIngressDeps,
  kept: KeptDelivery,
  { statusCode = 200, body = '{}' }: APIGatewayProxyStructuredResultV2,
): void {
  kept.status = statusCode;
  if (statusCode !== 200) {
    const { code, hint } = JSON.parse(body) as { readonly code?: string; readonly hint?: string };
    Object.assign(kept, { code, hint, state: 'rejected' });
    addStep(kept, { step: 'rejected', atMs: preciseNow(), text: code ?? String(statusCode) });
  }
  deliveries.enlist(kept);
}

function localSecret({ appSecret, verifyToken }: LocalIngressDeps) {
  const current = { appSecret, verifyToken, instagramAppSecret: '', threadsAppSecret: '' };
  return () => Promise.resolve({ current, currentSinceMs: 0 });
}
