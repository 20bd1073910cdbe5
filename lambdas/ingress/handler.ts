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
import type { Deadline } from '../aws/abort-after.ts';
import { nameOfError } from '../aws/log.ts';
import { metricData, type MetricLog, type Metrics } from '../aws/metrics.ts';
import { acceptedAnswer, challengeAnswer, refusedAnswer } from './response.ts';
import type { Enqueued } from './enqueue.ts';
import type { SecretCache } from './secret-cache.ts';
import { createWarningLimit, type WarningLimit } from './warning-limit.ts';
import { withDeadline } from './with-deadline.ts';

/** Messenger waits 5 s for the 200 response (2026-05). One second is reserved for the network. */
export const DEADLINE_MS = 4_000;

/** Dependencies of the ingress handler. */
export interface IngressDeps {
  /** Keys of the apps. A Set, because the key in the path comes from an untrusted caller. */
  readonly apps: ReadonlySet<string>;
  /**
   * Apps whose requests must have Meta's client certificate.
   * @default - none
   */
  readonly mutualTlsApps?: ReadonlySet<string>;
  readonly secrets: Pick<SecretCache, 'get' | 'refresh'>;
  readonly enqueue: (app: string, rawBody: Buffer, signal: AbortSignal) => Promise<Enqueued>;
  /** Time after a rotation in which the previous secret is accepted, in ms. */
  readonly previousSecretMs: number;
  readonly now: () => number;
  /** Starts a deadline of `ms`. */
  readonly startDeadline: (ms: number) => Deadline;
  readonly log: MetricLog;
  /** Counts the rejected requests that the log omits. */
  readonly metrics: Metrics;
}

/** The request is invalid, whatever its signature. */
class RequestError extends ReceiverError {
  readonly status: 400 | 404 | 405 | 413;

  constructor(status: 400 | 404 | 405 | 413, code: ReceiverError['code'], hint: string) {
    super(code, hint);
    this.status = status;
  }
}

/** A dependency did not respond in time. Ingress responds 503, so that Meta retries. */
class DeadlineError extends ReceiverError {
  readonly status = 503;
}

/** The parts of a request that ingress needs. */
interface Request {
  readonly event: APIGatewayProxyEventV2;
  readonly app: string;
  readonly signal: AbortSignal;
}

/**
 * Creates the handler of `GET|POST /webhooks/{app}`. It responds to the challenge, queues signed bodies and rejects all
 * other requests, within {@link DEADLINE_MS} after API Gateway received the request.
 */
export function createHandler(deps: IngressDeps) {
  // Two limits, so that a flood of bad signatures does not hide log lines about a failing service.
  const limits = { warn: createWarningLimit(deps.now), error: createWarningLimit(deps.now) };
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const app = event.pathParameters?.['app'] ?? '';
    try {
      checkApp(event, app, deps);
      const leftMs = takenAtMs(event, deps.now) + DEADLINE_MS - deps.now();
      if (leftMs <= 0)
        throw new DeadlineError(
          'DEADLINE_PASSED',
          'The request reached ingress too late. Check the concurrency and cold starts of ingress.',
        );
      const deadline = deps.startDeadline(leftMs);
      return await withDeadline(deadline, answer({ event, app, signal: deadline.signal }, deps), deadlinePassed);
    } catch (error) {
      const refusal = error instanceof ReceiverError ? error : new UnforeseenError(error);
      report({ ...deps, limits }, app, refusal);
      return refusedAnswer(refusal);
    }
  };
}

/** Throws unless the app exists and the caller presented the certificate that the app requires. */
function checkApp({ requestContext }: APIGatewayProxyEventV2, app: string, { apps, mutualTlsApps }: IngressDeps): void {
  if (!apps.has(app))
    throw new RequestError(404, 'APP_UNKNOWN', 'Use a callback URL that ends with the key of a configured app.');
  // API Gateway sets the request context; no header can forge it.
  if (mutualTlsApps?.has(app))
    verifyClientCertificate((requestContext.authentication as Authentication)?.clientCert?.subjectDN);
}

/** Unlike in the AWS types, both may be null. */
type Authentication = { readonly clientCert?: { readonly subjectDN?: string } | null } | null | undefined;

/** Logs and counts a rejected request. An unknown app key comes from an untrusted caller, so it is omitted. */
function report(
  { apps, log, metrics, limits }: IngressDeps & { readonly limits: Readonly<Record<'warn' | 'error', WarningLimit>> },
  app: string,
  refusal: ReceiverError,
): void {
  const { code, hint, status, cause } = refusal;
  const dimensions = { app: apps.has(app) ? app : UNKNOWN_APP, code };
  const level = status === 503 ? 'error' : 'warn';
  const may = limits[level]();
  if (!may) {
    metrics.write('rejected', dimensions, { RejectedRequests: 1 });
    return;
  }
  const fields = {
    ...(apps.has(app) && { app }),
    status,
    code,
    hint,
    ...(may.suppressed > 0 && may),
    ...(cause !== undefined && nameOfError(cause)),
  };
  log[level]('rejected', fields, metricData('rejected', dimensions, { RejectedRequests: 1 }));
}

async function answer(request: Request, deps: IngressDeps): Promise<APIGatewayProxyStructuredResultV2> {
  const { method } = request.event.requestContext.http;
  if (method === 'GET') return answerVerification(request, deps);
  if (method === 'POST') return acceptDelivery(request, deps);
  throw new RequestError(405, 'METHOD_NOT_ALLOWED', 'Send GET or POST to the callback URL.');
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
  const { secrets, enqueue, previousSecretMs, now, log } = deps;
  const rawBody = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (rawBody.byteLength > MAX_BODY_BYTES)
    throw new RequestError(413, 'BODY_TOO_LARGE', `Send a body of at most ${MAX_BODY_BYTES} bytes.`);
  if (rawBody.byteLength === 0) throw new RequestError(400, 'BODY_EMPTY', 'Send a JSON body.');
  const signature = readSignature(event.headers['x-hub-signature-256']);
  const verify = (versions: AppSecretVersions): SigningSecret['name'] => {
    const usable = signingSecrets(versions, now(), previousSecretMs);
    return verifyWith(usable, versions.malformed, () => verifySignature(rawBody, signature, usable));
  };
  const signedBy = await withSecretRefresh(verify, await secrets.get(app), () => secrets.refresh(app));
  const { delivery, encoding, tries } = await enqueue(app, rawBody, signal);
  const ackMs = Math.max(0, now() - takenAtMs(event, now));
  const bytes = rawBody.byteLength;
  log.info(
    'accepted',
    { app, deliveryId: delivery.deliveryId, bytes, encoding, signedBy, tries },
    metricData(
      'accepted',
      { app },
      { Accepted: 1, PayloadBytes: bytes, ResponseLatency: ackMs, [SIGNED_BY[signedBy]]: 1 },
    ),
  );
  return acceptedAnswer();
}

/**
 * If a member is malformed, Meta may have signed an unmatched request with it. Ingress then responds 503, so that Meta
 * retries.
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
      : new SecretError('SECRET_UNSET', 'Store the app secret from the App Dashboard: run npx meta-webhooks setup.');
  }
  try {
    return verify();
  } catch (error) {
    throw error instanceof SignatureError && broken.length > 0 ? malformedMembers(broken) : error;
  }
}

/** Returns when API Gateway received the request, or the current time if that is unknown. */
function takenAtMs({ requestContext: { timeEpoch } }: APIGatewayProxyEventV2, now: () => number): number {
  return Number.isFinite(timeEpoch) ? timeEpoch : now();
}

/** Tries the cached secret. If it does not match or is not set, reads the secret again and retries once. */
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
    'Secrets Manager, SQS or S3 did not respond in time. Check the AWS Health Dashboard.',
  );
}
