import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { serve } from './serve.ts';

/** What stands before a callback URL whose host no resolver of this machine knows. */
export interface CallbackProxy {
  /** The callback URL as it can be reached. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts it on a free loopback port: as a domain of the owner's would, it hands everything on with the host that the
 * gateway knows itself by.
 * @param target - where the gateway listens
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
