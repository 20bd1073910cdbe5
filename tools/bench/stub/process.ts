/** The stub of AWS in a process of its own: its work does not count as work of what is measured. */
import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerTo, writeUnits } from './answers.ts';
import type { StubOptions, StubReport } from './stub.ts';

const { rttMs, certificate } = JSON.parse(process.argv[2] ?? '{}') as StubOptions;
const report = { calls: {} as Record<string, number>, bytes: 0, writeUnits: 0, connections: 0 };

async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const body = await text(incoming);
  const operation =
    String(incoming.headers['x-amz-target'] ?? incoming.method)
      .split('.')
      .at(-1) ?? '';
  report.calls[operation] = (report.calls[operation] ?? 0) + 1;
  report.bytes += body.length;
  report.writeUnits += writeUnits(operation, body);
  const answer = answerTo(operation, body);
  outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.0', ...answer.headers }).end(answer.body);
}

const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  respond(incoming, outgoing).catch((error: unknown) => {
    outgoing.writeHead(500).end(String(error));
  });
};

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Passes bytes on, in order, after half a round trip. The first ones also wait for the handshake of TCP. */
function passLater(from: Socket, to: Socket, firstMs: number): void {
  let notBeforeMs = performance.now() + firstMs;
  from.on('data', (chunk) => {
    const nowMs = performance.now();
    notBeforeMs = Math.max(notBeforeMs, nowMs);
    setTimeout(() => to.write(chunk), notBeforeMs - nowMs + rttMs / 2);
  });
  from.on('close', () => to.destroy());
  from.on('error', () => to.destroy());
}

/** A server in front of another one, which is half a round trip away. */
function createDistance(port: number): Server {
  return createTcpServer({ noDelay: true }, (client) => {
    const upstream = connect({ host: '127.0.0.1', port, noDelay: true });
    passLater(client, upstream, rttMs);
    passLater(upstream, client, 0);
  });
}

const server = certificate === undefined ? createHttpServer(handle) : createHttpsServer(certificate, handle);
server.keepAliveTimeout = 0;
// Even a timer of 0 ms waits for 1 ms, in which a processor that waits falls asleep: its CPU times scatter.
const front = rttMs === 0 ? server : createDistance(await listen(server));
front.on('connection', () => (report.connections += 1));
process.on('message', () => {
  process.send?.(report satisfies StubReport);
  Object.assign(report, { calls: {}, bytes: 0, writeUnits: 0, connections: 0 });
});
process.on('disconnect', () => process.exit());
process.send?.({ port: await listen(front) });
