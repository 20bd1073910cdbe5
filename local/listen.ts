import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { LOOPBACK } from './loopback-guard.ts';
import { SettingError } from './settings.ts';

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch'];

/** A server that listens on loopback. */
export interface Listening {
  readonly port: number;
  /** Stops it, and ends what is under way. */
  close(): void;
}

/** A port that another program has. */
export class PortInUseError extends SettingError {}

/**
 * Serves on loopback.
 * @param port - 0 = a free one
 * @throws {@link PortInUseError}
 */
export async function listen(fetch: Fetch, port: number): Promise<Listening> {
  const server = createAdaptorServer({ fetch }) as Server;
  try {
    server.listen(port, LOOPBACK);
    await once(server, 'listening');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new PortInUseError(
      `Port ${port} is in use: stop what listens there, or choose another with PORT=3001 npm start.`,
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
