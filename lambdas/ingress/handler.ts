import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import {
  malformedMembers,
  SecretError,
  signingSecrets,
  type AppSecretVersions,
  type SigningSecret,
} from '../../src/pipeline/accept/app-secret.ts';
import { answerChallenge, readChallenge, TokenError } from '../../src/pipeline/accept/challenge.ts';
import { verifyClientCertificate } from '../../src/pipeline/accept/client-certificate.ts';
import { readSignature, SignatureError, verifySignature } from '../../src/pipeline/accept/signature.ts';
import { MAX_BODY_BYTES } from '../../src/pipeline/delivery/limits.ts';
import { SIGNED_BY, UNKNOWN_APP } from '../../src/metrics/metric-lines.ts';
import { ReceiverError, UnforeseenError } from '../../src/errors/receiver-error.ts';
import { nameOfError, type Log } from '../aws/log.ts';
import type { Metrics } from '../aws/metrics.ts';
import { acceptedAnswer, challengeAnswer, refusedAnswer } from './response.ts';
import type { Enqueued } from './enqueue.ts';
import type { SecretCache } from './secret-cache.ts';
import { createWarningLimit, type WarningLimit } from './warning-limit.ts';
import { withDeadline } from './with-deadline.ts';

/** Messenger waits 5 s for its 200 (2026-05); one second is left for the way back. */
export const DEADLINE_MS = 4_000;

export interface IngressDeps {
  /** The apps' keys; a Set, because the key in the path is an untrusted caller's text. */
  readonly apps: ReadonlySet<string>;
  /**
   * Of these, the ones whose every request must come with Meta's client certificate.
   * @default - none
   */
  readonly mutualTlsApps?: ReadonlySet<string>;
  readonly secrets: SecretCache;
  readonly enqueue: (app: string, rawBody: Buffer, signal: AbortSignal) => Promise<Enqueued>;
  /** For how long after a change of the secret the one before still counts, ms. */
  readonly previousSecretMs: number;
  readonly now: () => number;
  /** A signal that aborts by itself after `ms`. */
  readonly abortAfter: (ms: number) => AbortSignal;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A request that no signature can make right. */
class RequestError extends ReceiverError {
  readonly status: 400 | 404 | 405 | 413;

  constructor(status: 400 | 404 | 405 | 413, code: ReceiverError['code'], hint: string) {
    super(code, hint);
    this.status = status;
  }
}

/** Something we wait for hangs. Ours to blame, so Meta is asked to come again. */
class DeadlineError extends ReceiverError {
  readonly status = 503;
}

/** Everything ingress needs to know of a request. */
interface Request {
  readonly event: APIGatewayProxyEventV2;
  readonly app: string;
  readonly signal: AbortSignal;
}

/**
 * Makes the handler behind `GET|POST /webhooks/{app}`: the challenge is answered, a signed body is queued, everything
 * else is refused, all of it before {@link DEADLINE_MS} have passed since API Gateway took the request.
 */
export function createHandler(deps: IngressDeps) {
  // Apart, so that a flood of bad signatures does not hide a line about a service that fails.
  const limits = { warn: createWarningLimit(deps.now), error: createWarningLimit(deps.now) };
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const app = event.pathParameters?.['app'] ?? '';
    try {
      checkApp(event, app, deps);
      const leftMs = takenAtMs(event, deps.now) + DEADLINE_MS - deps.now();
      if (leftMs <= 0)
        throw new DeadlineError(
          'DEADLINE_PASSED',
          'the request reached ingress too late: look at its concurrency and cold starts',
        );
      const signal = deps.abortAfter(leftMs);
      return await withDeadline(signal, answer({ event, app, signal }, deps), deadlinePassed);
    } catch (error) {
      const refusal = error instanceof ReceiverError ? error : new UnforeseenError(error);
      report({ ...deps, limits }, app, refusal);
      return refusedAnswer(refusal);
    }
  };
}

/** Whether the app exists, and the caller has shown the certificate that it demands. */
function checkApp({ requestContext }: APIGatewayProxyEventV2, app: string, { apps, mutualTlsApps }: IngressDeps): void {
  if (!apps.has(app))
    throw new RequestError(404, 'APP_UNKNOWN', 'the callback URL ends in the key of a configured app');
  // API Gateway's word, which no header can forge.
  if (mutualTlsApps?.has(app))
    verifyClientCertificate((requestContext.authentication as Authentication)?.clientCert?.subjectDN);
}

/** The types do not say so, but either may be null. */
type Authentication = { readonly clientCert?: { readonly subjectDN?: string } | null } | null | undefined;

/** An unknown app is an untrusted caller's text: it gets neither into the log nor into a metric. */
function report(
  { apps, log, metrics, limits }: IngressDeps & { readonly limits: Readonly<Record<'warn' | 'error', WarningLimit>> },
  app: string,
  refusal: ReceiverError,
): void {
  const { code, hint, status, cause } = refusal;
  metrics.write('refused', { app: apps.has(app) ? app : UNKNOWN_APP, code }, { RejectedRequests: 1 });
  const level = status === 503 ? 'error' : 'warn';
  const may = limits[level]();
  if (!may) return;
  const fields = {
    ...(apps.has(app) && { app }),
    status,
    code,
    hint,
    ...(may.suppressed > 0 && may),
    ...(cause !== undefined && nameOfError(cause)),
  };
  log[level]('rejected', fields);
}

async function answer(request: Request, deps: IngressDeps): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = request.event.requestContext.http;
  if (method === 'GET') return answerVerification(request, deps);
  if (method === 'POST') return acceptDelivery(request, deps);
  throw new RequestError(405, 'METHOD_NOT_ALLOWED', 'a callback URL takes GET and POST');
}

async function answerVerification(
  { event, app }: Request,
  { secrets, log }: IngressDeps,
): Promise<APIGatewayProxyStructuredResultV2> {
  const asked = readChallenge(event.rawQueryString);
  const answerWith = ({ current }: AppSecretVersions): string => answerChallenge(asked, current.verifyToken);
  const challenge = await withSecretRefresh(answerWith, await secrets.get(app), () => secrets.refresh(app));
  log.info('challenge answered', { app });
  return challengeAnswer(challenge);
}

async function acceptDelivery(
  { event, app, signal }: Request,
  deps: IngressDeps,
): Promise<APIGatewayProxyStructuredResultV2> {
  const { secrets, enqueue, previousSecretMs, now, log, metrics } = deps;
  const rawBody = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (rawBody.byteLength > MAX_BODY_BYTES)
    throw new RequestError(413, 'BODY_TOO_LARGE', `a body has at most ${MAX_BODY_BYTES} bytes`);
  if (rawBody.byteLength === 0) throw new RequestError(400, 'BODY_EMPTY', 'a notification has a JSON body');
  const signature = readSignature(event.headers['x-hub-signature-256']);
  const verify = (versions: AppSecretVersions): SigningSecret['name'] => {
    const usable = signingSecrets(versions, now(), previousSecretMs);
    return verifyWith(usable, versions.malformed, () => verifySignature(rawBody, signature, usable));
  };
  const signedBy = await withSecretRefresh(verify, await secrets.get(app), () => secrets.refresh(app));
  const { delivery, encoding, tries } = await enqueue(app, rawBody, signal);
  const ackMs = Math.max(0, now() - takenAtMs(event, now));
  metrics.write(
    'accepted',
    { app },
    { Accepted: 1, PayloadBytes: rawBody.byteLength, ResponseLatency: ackMs, [SIGNED_BY[signedBy]]: 1 },
  );
  log.info('accepted', { app, deliveryId: delivery.deliveryId, bytes: rawBody.byteLength, encoding, signedBy, tries });
  return acceptedAnswer();
}

/**
 * Where a member is malformed, what no other matches may be signed by it: ours to blame, so Meta is asked to come
 * again.
 */
function verifyWith(
  usable: readonly SigningSecret[],
  malformed: AppSecretVersions['malformed'],
  verify: () => SigningSecret['name'],
): SigningSecret['name'] {
  const broken = (malformed ?? []).filter((member) => member !== 'verifyToken');
  if (usable.length === 0) {
    throw broken.length > 0
      ? malformedMembers(broken)
      : new SecretError('SECRET_UNSET', "put the App Dashboard's app secret into appSecret of the app's secret");
  }
  try {
    return verify();
  } catch (error) {
    throw error instanceof SignatureError && broken.length > 0 ? malformedMembers(broken) : error;
  }
}

/** When API Gateway took the request; now, where it does not say. */
function takenAtMs({ requestContext: { timeEpoch } }: APIGatewayProxyEventV2, now: () => number): number {
  return Number.isFinite(timeEpoch) ? timeEpoch : now();
}

/** Tries what is kept; if that does not match, or is not set yet, looks once whether the secret has changed. */
async function withSecretRefresh<T>(
  attempt: (versions: AppSecretVersions) => T,
  kept: AppSecretVersions,
  refresh: () => Promise<AppSecretVersions>,
): Promise<T> {
  try {
    return attempt(kept);
  } catch (error) {
    const secretMayHaveChanged =
      error instanceof SignatureError || error instanceof TokenError || error instanceof SecretError;
    const fresh = secretMayHaveChanged ? await refresh() : kept;
    if (fresh === kept) throw error;
    return attempt(fresh);
  }
}

function deadlinePassed(): DeadlineError {
  return new DeadlineError(
    'DEADLINE_PASSED',
    'Secrets Manager, SQS or S3 did not answer in time: look at their health',
  );
}
