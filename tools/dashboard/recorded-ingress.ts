import { createHmac } from 'node:crypto';
import { createEnqueue } from '../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../lambdas/ingress/handler.ts';
import { createSecretCache } from '../../lambdas/ingress/secret-cache.ts';
import type { Metrics } from '../../lambdas/aws/metrics.ts';
import type { AppSecretVersions } from '../../src/pipeline/accept/app-secret.ts';
import { gatewayEvent } from '../../local/gateway-event.ts';
import type { ResourceNames, SimulatedAws } from './simulated-aws.ts';
import { isOn, STORY, STORY_FROM_MS } from './scenario.ts';

const MINUTE_MS = 60_000;
/** Ours is changed at this minute, Meta's a little later: in between the one before counts. */
const ROTATION = { ours: 14, metas: 18 };
/** What the gateway adds to the function's time. */
const GATEWAY_MS = 9;

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** With which secret Meta signs at this minute. */
function signingSecret(minute: number): string {
  if (minute < ROTATION.metas) return 'first';
  return minute < STORY.secretDrift[0] ? 'second' : 'third';
}

function storedSecrets(minute: number): AppSecretVersions {
  const of = (appSecret: string) => ({
    appSecret,
    verifyToken: 'synthetic',
    instagramAppSecret: '',
    threadsAppSecret: '',
  });
  const since = (from: number): number => STORY_FROM_MS + from * MINUTE_MS;
  if (isOn('secretUnset', minute))
    return { current: of(''), malformed: ['verifyToken'], currentSinceMs: since(STORY.secretUnset[0]) };
  if (minute < ROTATION.ours) return { current: of('first'), currentSinceMs: 0 };
  if (minute < STORY.secretDrift[1])
    return { current: of('second'), currentSinceMs: since(ROTATION.ours), previous: of('first') };
  return { current: of('third'), currentSinceMs: since(STORY.secretDrift[1]), previous: of('second') };
}

export interface RecordedIngressDeps {
  readonly aws: SimulatedAws;
  /** Whose the figures are. */
  readonly names: ResourceNames;
  readonly metrics: Metrics;
  readonly random: () => number;
  readonly minuteNow: () => number;
  /** Reads the app's secret. @default - as the story has it */
  readonly readSecret?: () => Promise<AppSecretVersions>;
}

/** The real ingress behind a gateway that answers some requests by itself, and tells CloudWatch of all of them. */
export function createRecordedIngress(deps: RecordedIngressDeps) {
  const { aws, names, minuteNow } = deps;
  const { clock } = aws;
  const newHandler = (): ReturnType<typeof createHandler> => createIngressHandler(deps);
  let handler = newHandler();
  const reportGateway = (status: number, startedMs: number): number => {
    const api = { ApiId: names.api };
    aws.report('AWS/ApiGateway Count', api, 1);
    aws.report('AWS/ApiGateway Latency', api, clock.nowMs - startedMs + GATEWAY_MS);
    if (status >= 400) aws.report(status >= 500 ? 'AWS/ApiGateway 5xx' : 'AWS/ApiGateway 4xx', api, 1);
    return status;
  };
  return {
    /** A new environment. */
    restart: (): void => {
      handler = newHandler();
    },
    /** The function is not even started. */
    throttle: (): number => {
      aws.report('AWS/Lambda Throttles', { FunctionName: names.ingress }, 1);
      return reportGateway(503, clock.nowMs);
    },
    /** The function ends before it can answer. */
    die: (): number => {
      aws.report('AWS/Lambda Errors', { FunctionName: names.ingress }, 1);
      return reportGateway(500, clock.nowMs);
    },
    /** The gateway's own answer. */
    refuse: (status: number): number => reportGateway(status, clock.nowMs),
    /** @param from - Meta, or somebody who knows no secret, or not even an app */
    post: async (rawBody: Buffer, from: 'Meta' | 'a guesser' | 'a scanner' = 'Meta'): Promise<number> => {
      const startedMs = clock.nowMs;
      const signature = createHmac('sha256', signingSecret(minuteNow())).update(rawBody).digest('hex');
      const headers =
        from === 'Meta' ? { 'x-hub-signature-256': `sha256=${signature}` } : ({} as Record<string, string>);
      const app = from === 'a scanner' ? 'wp-login' : 'meta';
      const url = new URL(`http://localhost/webhooks/${app}`);
      const { statusCode = 200 } = await handler(
        gatewayEvent({ method: 'POST', url, headers, app, rawBody }, startedMs - GATEWAY_MS),
      );
      aws.report('AWS/Lambda Duration', { FunctionName: names.ingress }, clock.nowMs - startedMs);
      return reportGateway(statusCode, startedMs);
    },
  };
}

/**
 * Made anew after the secret was emptied and filled, as Lambda starts new environments: the cache would outlast the
 * story.
 */
function createIngressHandler({
  aws,
  metrics,
  random,
  minuteNow,
  readSecret = () => Promise.resolve(storedSecrets(minuteNow())),
}: RecordedIngressDeps) {
  const now = (): number => aws.clock.nowMs;
  return createHandler({
    apps: new Set(['meta']),
    secrets: createSecretCache({
      read: readSecret,
      now,
      abortAfter: () => new AbortController().signal,
      log: silent,
      metrics,
    }),
    enqueue: createEnqueue({
      send: aws.send,
      objects: aws.objects,
      newId: aws.newId,
      now,
      pause: () => Promise.resolve(),
      random,
      isTransient: () => false,
      log: silent,
    }),
    previousSecretMs: 24 * 3600_000,
    now,
    abortAfter: () => new AbortController().signal,
    log: silent,
    metrics,
  });
}
