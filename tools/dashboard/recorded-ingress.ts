import { createEnqueue } from '../../lambdas/ingress/enqueue.ts';
import { createHandler } from '../../lambdas/ingress/handler.ts';
import { createSecretCache } from '../../lambdas/ingress/secret-cache.ts';
import type { Output } from '../../lambdas/aws/output.ts';
import type { AppSecretVersions } from '../../src/pipeline/accept/app-secret.ts';
import { gatewayEvent } from '../../local/gateway-event.ts';
import type { ResourceNames, SimulatedAws } from './simulated-aws.ts';
import { isOn, STORY, STORY_FROM_MS } from './scenario.ts';
import { signatureHeader } from '../../src/testing/signature-header.ts';

const MINUTE_MS = 60_000;
/** Minutes at which our secret and, a little later, Meta's secret change. In between, the previous secret is valid. */
const ROTATION = { ours: 14, metas: 18 };
/** Time that the gateway adds to the duration of the function, in ms. */
const GATEWAY_MS = 9;

/** The simulated clock does not pass while a request is served. */
const endlessDeadline = () => ({ signal: new AbortController().signal, clear: () => undefined });

/** Returns the secret with which Meta signs in a minute. */
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
  /** Names of the resources that report the metrics. */
  readonly names: ResourceNames;
  readonly output: Output;
  readonly random: () => number;
  readonly minuteNow: () => number;
  /** Reads the app's secret. @default - the secret of the scenario */
  readonly readSecret?: () => Promise<AppSecretVersions>;
}

/** Creates the real ingress behind a gateway that rejects some requests itself and reports metrics of all requests. */
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
    /** Starts a new environment. */
    restart: (): void => {
      handler = newHandler();
    },
    /** Throttles the function: it does not start. */
    throttle: (): number => {
      aws.report('AWS/Lambda Throttles', { FunctionName: names.ingress }, 1);
      return reportGateway(503, clock.nowMs);
    },
    /** Ends the function before it responds. */
    die: (): number => {
      aws.report('AWS/Lambda Errors', { FunctionName: names.ingress }, 1);
      return reportGateway(500, clock.nowMs);
    },
    /** Returns a response of the gateway itself. */
    refuse: (status: number): number => reportGateway(status, clock.nowMs),
    /** Posts a body. @param from - Meta, a caller without the secret, or a caller without an app */
    post: async (rawBody: Buffer, from: 'Meta' | 'a guesser' | 'a scanner' = 'Meta'): Promise<number> => {
      const startedMs = clock.nowMs;
      const headers: Record<string, string> =
        from === 'Meta' ? signatureHeader(rawBody, signingSecret(minuteNow())) : {};
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
 * Creates a new handler after the secret was emptied and set, as Lambda starts new environments: otherwise the cache
 * would outlast the scenario.
 */
function createIngressHandler({
  aws,
  output,
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
      startDeadline: endlessDeadline,
      log: output,
    }),
    enqueue: createEnqueue({
      send: aws.send,
      objects: aws.objects,
      newId: aws.newId,
      now,
      pause: () => Promise.resolve(),
      random,
      isTransient: () => false,
      log: output,
    }),
    previousSecretMs: 24 * 3600_000,
    now,
    startDeadline: endlessDeadline,
    log: output,
    metrics: output,
  });
}
