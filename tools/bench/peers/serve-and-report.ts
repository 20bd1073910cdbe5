import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Listens on a free port, tells it to the parent, and reports the CPU time whenever the parent asks. */
export function serveAndReport(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    process.send?.({ port: (server.address() as AddressInfo).port });
  });
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ cpuMs: (user + system) / 1_000 });
  });
  process.on('disconnect', () => process.exit());
}
