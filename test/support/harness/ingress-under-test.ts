import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { Deadline } from '../../../lambdas/aws/abort-after.ts';
import { createEnqueue, type EnqueueDeps } from '../../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../../lambdas/ingress/handler.ts';
import { createSecretCache, type SecretCacheDeps } from '../../../lambdas/ingress/secret-cache.ts';
import type { AppSecret, AppSecretVersions } from '../../../src/pipeline/accept/app-secret.ts';
import type { MessageAttributes } from '../../../src/pipeline/delivery/queue-message.ts';
import { recordOutput, type EmfLine } from './emf-lines.ts';
import { NOW_MS } from '../builders/gateway-event.ts';
import type { LogLine } from './log-lines.ts';
import { APP_SECRET } from '../builders/meta.ts';

/** Verify token of every app under test. */
export const VERIFY_TOKEN = 'verify_token_synthetic';
/** Name of the bucket. */
export const BUCKET = 'bucket-synthetic';

/** Returns a version of a secret. Members are not set by default, except for the verify token. */
export function appSecret(members: Partial<AppSecret> = {}): AppSecret {
  return { appSecret: '', verifyToken: VERIFY_TOKEN, instagramAppSecret: '', threadsAppSecret: '', ...members };
}

/** Returns a secret whose current version is old and contains the fixtures' app secret. */
export function versions(members: Partial<AppSecret> = { appSecret: APP_SECRET }): AppSecretVersions {
  return { current: appSecret(members), currentSinceMs: 0 };
}

/** Fakes of AWS. */
export interface Surroundings {
  readonly read: SecretCacheDeps['read'];
  readonly send: EnqueueDeps['send'];
  readonly put: EnqueueDeps['objects']['put'];
  readonly pause: EnqueueDeps['pause'];
  readonly isTransient: EnqueueDeps['isTransient'];
  readonly previousSecretMs: number;
  /** Apps that require a client certificate. @default - none of the apps */
  readonly mutualTlsApps?: ReadonlySet<string>;
}

/** The real handler, secret cache and enqueueing, with a fixed clock. */
export interface IngressUnderTest {
  readonly ask: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
  readonly clock: { nowMs: number };
  readonly lines: LogLine[];
  /** Recorded metric lines. */
  readonly emf: EmfLine[];
  /** Messages that the queue accepted. */
  readonly queued: { readonly body: string; readonly attributes: MessageAttributes }[];
  /** Objects that the bucket accepted, by key. */
  readonly stored: Map<string, Buffer>;
  /** Aborting it ends the remaining time. */
  readonly deadline: AbortController;
  /** Requested deadline of each request, in ms. */
  readonly granted: number[];
}

/** Creates ingress for the apps `meta` and `shop`. Nothing fails, unless `surroundings` contains a failing fake. */
export function ingressUnderTest(surroundings: Partial<Surroundings> = {}): IngressUnderTest {
  const clock = { nowMs: NOW_MS };
  const now = (): number => clock.nowMs;
  const { output: log, lines, emf } = recordOutput('ingress', now);
  const queued: IngressUnderTest['queued'] = [];
  const stored = new Map<string, Buffer>();
  const deadline = new AbortController();
  const granted: number[] = [];
  const aws: Surroundings = {
    read: () => Promise.resolve(versions()),
    send: (body, attributes) => Promise.resolve(void queued.push({ body, attributes })),
    put: (key, body) => Promise.resolve(void stored.set(key, Buffer.from(body))),
    pause: () => Promise.resolve(),
    isTransient: () => true,
    previousSecretMs: 24 * 3600_000,
    ...surroundings,
  };
  const ask = createHandler({
    apps: new Set(['meta', 'shop']),
    mutualTlsApps: aws.mutualTlsApps,
    secrets: createSecretCache({ read: aws.read, now, startDeadline: endlessDeadline, log }),
    enqueue: createEnqueue({
      ...aws,
      objects: { bucket: BUCKET, put: aws.put, get: () => Promise.reject(new Error('ingress reads nothing')) },
      newId: counter(),
      now,
      random: () => 0,
      log,
    }),
    previousSecretMs: aws.previousSecretMs,
    now,
    startDeadline: (ms) => {
      granted.push(ms);
      return { ...endlessDeadline(), signal: ms > 0 ? deadline.signal : AbortSignal.abort() };
    },
    log,
    metrics: log,
  });
  return { ask, clock, lines, emf, queued, stored, deadline, granted };
}

/** Returns a deadline that never passes. */
export function endlessDeadline(): Deadline {
  return { signal: new AbortController().signal, clear: () => undefined };
}

/** Returns a function that creates ids in order. */
export function counter(): () => string {
  let made = 0;
  return () => `id-${(made += 1)}`;
}

/** Returns the code of an error response. */
export function answeredCode({ body }: APIGatewayProxyStructuredResultV2): unknown {
  return (JSON.parse(body ?? '') as { code?: unknown }).code;
}
