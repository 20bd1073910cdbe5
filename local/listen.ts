import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { LOOPBACK } from './loopback-guard.ts';
import { SettingError } from './settings.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A server that is listening on loopback. */
export interface Listening {
  readonly port: number;
  /** Stops the server and closes open connections. */
  close(): void;
}

const KEEP_ALIVE_MS = 60_000;

/** Another program uses the port. */
export class PortInUseError extends SettingError {}

/**
 * Starts a server on loopback.
 * @param port - 0 for a free port
 * @throws {@link PortInUseError}
 */
export async function listen(fetch: Fetch, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch }) as Server;
  // While the process is busy, a short timer would close connections that are in use.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortInUseError(
      `port ${port} is in use`,
      'Stop the program that uses it, or choose another port with --port.',
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
