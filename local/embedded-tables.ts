import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import {
  CreateTableCommand,
  waitUntilTableExists,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { FOREIGN_REQUEST, isForeign, LOOPBACK } from './loopback-guard.ts';

/** DynamoDB in this process. */
export interface EmbeddedTables {
  readonly url: string;
  stop(): Promise<void>;
}

type Listener = (incoming: IncomingMessage, outgoing: ServerResponse) => void;

/** Starts DynamoDB on a free loopback port, behind the same guard as SQS and S3. */
export async function startEmbeddedTables(): Promise<EmbeddedTables> {
  const server = dynalite({ createTableMs: 0 });
  const [serve] = server.listeners('request') as Listener[];
  server.removeAllListeners('request').on('request', (incoming: IncomingMessage, outgoing: ServerResponse) => {
    if (isForeign(incoming.headers, getPort(server)))
      outgoing.writeHead(FOREIGN_REQUEST.status, { 'content-type': 'application/json' }).end(FOREIGN_REQUEST.body);
    else serve?.call(server, incoming, outgoing);
  });
  // Client and server share a thread. While it is busy, a keep-alive timer would close connections that are in use.
  server.keepAliveTimeout = 0;
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return { url: `http://${LOOPBACK}:${getPort(server)}`, stop: async () => closeServer(server) };
}

const MAX_WAIT_SECONDS = 30;
const POLL_SECONDS = 0.01;

/**
 * Creates a table and waits until it exists. As on AWS, `CreateTable` returns before the table is ready, and other
 * calls fail until then.
 */
export async function createTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  await client.send(new CreateTableCommand(input));
  await waitUntilTableExists(
    { client, maxWaitTime: MAX_WAIT_SECONDS, minDelay: POLL_SECONDS, maxDelay: POLL_SECONDS },
    { TableName: input.TableName },
  );
}

async function closeServer(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  server.closeAllConnections();
  server.close(() => {
    resolve(undefined);
  });
  await promise;
}

function getPort(server: Server): number {
  return (server.address() as AddressInfo).port;
}
