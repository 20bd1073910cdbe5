import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { serve } from './serve.ts';

/** Proxy for a callback URL whose host this machine cannot resolve. */
export interface CallbackProxy {
  /** Reachable form of the callback URL. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts the proxy on a free loopback port. It forwards each request with the host that the gateway expects, as a
 * custom domain does.
 * @param target - URL of the gateway
 */
export async function startCallbackProxy(callbackUrl: string, target: string): Promise<CallbackProxy> {
  const callback = new URL(callbackUrl);
  const server = createServer((incoming, outgoing) => {
    void forward(incoming, outgoing).catch(() => outgoing.destroy());
  });
  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const upstream = request(new URL(incoming.url ?? '/', target), {
      method: incoming.method,
      headers: { ...incoming.headers, host: callback.host },
    });
    const [[answer]] = (await Promise.all([once(upstream, 'response'), pipeline(incoming, upstream)])) as [
      [IncomingMessage],
      unknown,
    ];
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    await pipeline(answer, outgoing);
  };
  const { port, stop } = await serve(server);
  return {
    url: `http://127.0.0.1:${port}${callback.pathname}`,
    stop,
  };
}
