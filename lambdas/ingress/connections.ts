import { Agent as HttpAgent, get as getHttp } from 'node:http';
import { Agent as HttpsAgent, get as getHttps } from 'node:https';
import type { MessageAttributes } from '../../src/pipeline/delivery/queue-message.ts';

/** Agents of the SQS client, by the protocol of its endpoint. An emulator has `http:`. */
export interface Agents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** As the SDK's own agents. */
const KEEP_ALIVE = { keepAlive: true, maxSockets: 50 };

/** Creates the agents. They are ours, so that we can open and close their connections. */
export function createAgents(): Agents {
  return { httpAgent: new HttpAgent(KEEP_ALIVE), httpsAgent: new HttpsAgent(KEEP_ALIVE) };
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

type Send = (body: string, attributes: MessageAttributes) => Promise<void>;

/**
 * Ends a call when its signal aborts, by closing all connections of the client. The function handles one request at a
 * time, so they are those of the call. The SDK's `abortSignal` does the same, but makes the client resolve its
 * middleware again for each call, which takes 7 % of the CPU of a request.
 * @throws the reason of the signal if it aborts before the call ends; otherwise the error of the call
 */
export function closeOnAbort(send: Send, { httpAgent, httpsAgent }: Agents) {
  return async (body: string, attributes: MessageAttributes, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const close = (): void => {
      httpAgent.destroy();
      httpsAgent.destroy();
      // Not the error of the call: it comes later, when the environment may be frozen.
      aborted.reject(signal.reason);
    };
    signal.addEventListener('abort', close);
    try {
      await Promise.race([send(body, attributes), aborted.promise]);
    } finally {
      signal.removeEventListener('abort', close);
    }
  };
}
