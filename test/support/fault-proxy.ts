import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * What happens to a call on its way to a service:
 * `pass` it gets through, `refuse` the connection breaks before it arrives, `hang` it is never answered,
 * `throttle` the service says that it is too much, `lose` it is carried out but its answer gets lost.
 */
export type Fault = 'pass' | 'refuse' | 'hang' | 'throttle' | 'lose';

/** Decides for each call. `operation` is the last word of `x-amz-target`, e.g. `PutItem`; empty for S3. */
export type FaultPlan = (operation: string) => Fault;

/** A proxy between an SDK client and a service. */
export interface FaultProxy {
  readonly url: string;
  /** How often each operation was asked for. */
  readonly calls: Map<string, number>;
  plan: FaultPlan;
  stop(): Promise<void>;
}

const pass: FaultPlan = () => 'pass';

/** Starts a proxy on a free loopback port. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const calls = new Map<string, number>();
  const server = createServer((incoming, outgoing) => {
    const operation = operationOf(incoming);
    calls.set(operation, (calls.get(operation) ?? 0) + 1);
    handle(proxy.plan(operation), { incoming, outgoing, target });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    plan: pass,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

/** A plan that lets the first `n` calls of an operation fail. */
export function firstCalls(n: number, fault: Fault, operation?: string): FaultPlan {
  let left = n;
  return (asked) => {
    if (left === 0 || (operation !== undefined && asked !== operation)) return 'pass';
    left -= 1;
    return fault;
  };
}

/** A plan that lets every `n`th call of an operation fail. */
export function everyNth(n: number, fault: Fault, operation: string): FaultPlan {
  let count = 0;
  return (asked) => (asked === operation && (count += 1) % n === 0 ? fault : 'pass');
}

interface Call {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly target: string;
}

function handle(fault: Fault, call: Call): void {
  if (fault === 'refuse') call.incoming.socket.destroy();
  else if (fault === 'throttle') throttle(call);
  else if (fault === 'hang') call.incoming.resume();
  else forward(call, fault === 'lose');
}

function forward({ incoming, outgoing, target }: Call, loseAnswer: boolean): void {
  const { method, headers, url = '/' } = incoming;
  const upstream = request(new URL(url, target), { method, headers }, (answer) => {
    if (loseAnswer) {
      answer.resume().on('end', () => incoming.socket.destroy());
      return;
    }
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on('error', () => incoming.socket.destroy());
  incoming.pipe(upstream);
}

function throttle({ incoming, outgoing }: Call): void {
  incoming.resume().on('end', () => {
    outgoing.writeHead(400, { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': 'ThrottlingException' });
    outgoing.end(JSON.stringify({ __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' }));
  });
}

function operationOf({ headers }: IncomingMessage): string {
  return String(headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
}
