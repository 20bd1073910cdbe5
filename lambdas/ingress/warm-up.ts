import { get as getHttp, type Agent as HttpAgent } from 'node:http';
import { get as getHttps, type Agent as HttpsAgent } from 'node:https';
import type { Deadline } from '../aws/abort-after.ts';
import type { SecretCache } from './secret-cache.ts';
import { withDeadline } from './with-deadline.ts';

/** Maximum time that the warm-up adds to the start of an environment, in ms. */
export const WARM_UP_LIMIT_MS = 1_000;
/** Maximum number of secrets to read. With more apps, the first request of each other app reads its secret. */
const MAX_SECRETS = 4;

/** Dependencies of {@link warmUp}. */
export interface WarmUpDeps {
  /** Keys of the apps. */
  readonly apps: readonly string[];
  readonly secrets: Pick<SecretCache, 'preload'>;
  /** Opens the connection to SQS. May reject. */
  readonly connect: (signal: AbortSignal) => Promise<void>;
  /** Starts a deadline of `ms`. */
  readonly startDeadline: (ms: number) => Deadline;
}

/**
 * Does what the first request would otherwise wait for: reads the secrets and opens the connection to SQS. Lambda gives
 * an environment more CPU while it starts than later. Never throws, and ends after {@link WARM_UP_LIMIT_MS} at the
 * latest. What failed, the first request does again.
 */
export async function warmUp({ apps, secrets, connect, startDeadline }: WarmUpDeps): Promise<void> {
  const deadline = startDeadline(WARM_UP_LIMIT_MS);
  const work = Promise.allSettled([
    ...apps.slice(0, MAX_SECRETS).map(async (app) => secrets.preload(app, WARM_UP_LIMIT_MS)),
    connect(deadline.signal),
  ]);
  await withDeadline(deadline, work, () => new Error('the warm-up took too long')).catch(() => undefined);
}

/** Agents of the SQS client, by the protocol of its endpoint. An emulator has `http:`. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/**
 * Opens a connection to the host of a URL. It stays in the agent for the next request. The status of the response does
 * not matter.
 * @throws the error of the connection
 */
export async function openConnection(url: string, agents: Agents, signal: AbortSignal): Promise<void> {
  const ping = new URL('/ping', url);
  const closed = Promise.withResolvers<undefined>();
  const request =
    ping.protocol === 'http:'
      ? getHttp(ping, { agent: agents.httpAgent, signal })
      : getHttps(ping, { agent: agents.httpsAgent, signal });
  request.on('error', closed.reject);
  request.on('response', (response) => {
    response.on('error', closed.reject).resume();
  });
  // After the response has ended, the agent gets the connection back with this event.
  request.on('close', () => {
    closed.resolve(undefined);
  });
  await closed.promise;
}
