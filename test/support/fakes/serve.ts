import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fake that listens. */
export interface Serving {
  /** Port on the loopback address. */
  readonly port: number;
  /** Closes every connection, and resolves when the port is free. */
  readonly stop: () => Promise<void>;
}

/**
 * Starts a fake on a free loopback port, without connection timeouts. On a busy machine, the shared thread can be
 * blocked for seconds. Node would then close connections that a client is about to use, and the test would see an
 * unreachable service.
 */
export async function serve(server: Server): Promise<Serving> {
  server.keepAliveTimeout = 0;
  server.headersTimeout = 0;
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
