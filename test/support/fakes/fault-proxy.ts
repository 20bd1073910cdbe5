import { once } from 'node:events';
import { Agent, createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { serve } from './serve.ts';

/**
 * What happens to a call on its way to a service. `pass`: nothing. `refuse`: the connection breaks before the call
 * arrives. `hang`: no response. `stall`: the response stops in the middle. `throttle`: the service throttles the call.
 * `delay`: the call takes longer. `lose`: the service processes the call, but its response is lost. `cut`: the
 * connection breaks during the response. `repeat`: the call arrives twice.
 */
export const FAULTS = ['refuse', 'hang', 'stall', 'throttle', 'delay', 'lose', 'cut', 'repeat'] as const;
export type Fault = 'pass' | (typeof FAULTS)[number];

/** Header with which the SDK marks all attempts of one call. */
export const INVOCATION = 'amz-sdk-invocation-id';

/** A call, as fault plans and observers receive it. */
export interface Call {
  /** Last part of `x-amz-target`, for example `PutItem`; for S3 the HTTP method. */
  readonly operation: string;
  readonly body: string;
}

/** Returns the fault of a call. */
export type FaultPlan = (call: Call) => Fault;

/** A proxy between an SDK client and a service. */
export interface FaultProxy {
  readonly url: string;
  /** Number of calls by operation. */
  readonly calls: Map<string, number>;
  plan: FaultPlan;
  /** Returns path and query of a forwarded call. @default as the client sent them */
  path: (sent: string) => string;
  /** Reports each call that hangs or stalls, by the id of its invocation. */
  onHang(listener: (invocation: string) => void): void;
  stop(): Promise<void>;
}

const DELAY_MS = 20;

export interface FaultProxyOptions {
  /**
   * Header `Host` of forwarded calls. A service that verifies signatures needs the one that the client signed; our
   * embedded services reject any other than their own.
   * @default target
   */
  readonly host?: 'target' | 'signed';
  /** Carries out operations that the service lacks. Undefined for all others. */
  readonly emulate?: (call: Call) => Promise<string> | undefined;
}

/** Starts a proxy on a free loopback port. */
export async function startFaultProxy(
  target: string,
  { host = 'target', emulate = () => undefined }: FaultProxyOptions = {},
): Promise<FaultProxy> {
  const forwardedHost = host === 'target' ? { host: new URL(target).host } : {};
  const calls = new Map<string, number>();
  const listeners: ((invocation: string) => void)[] = [];
  // A connection per call took a tenth of the time of a suite with thousands of calls.
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await buffer(incoming);
    const call = { operation: getOperation(incoming), body: body.toString('latin1') };
    calls.set(call.operation, (calls.get(call.operation) ?? 0) + 1);
    const fault = proxy.plan(call);
    const forward = async (): Promise<Answer> => {
      const emulated = await emulate(call);
      if (emulated !== undefined) return jsonAnswer(emulated);
      const path = proxy.path(incoming.url ?? '/');
      return send({ incoming, url: new URL(path, target), body, agent, forwardedHost });
    };
    await carryOut[fault]({ incoming, outgoing, forward });
    if (fault === 'hang' || fault === 'stall')
      for (const listener of listeners) listener(String(incoming.headers[INVOCATION]));
  };
  const { port, stop } = await serve(server);
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${port}`,
    calls,
    plan: () => 'pass',
    path: (sent) => sent,
    onHang: (listener) => void listeners.push(listener),
    stop: async () => {
      await stop();
      agent.destroy();
    },
  };
  return proxy;
}

/** Returns a plan in which the first `n` calls of an operation fail. */
export function firstCalls(n: number, fault: Fault, operation?: string): FaultPlan {
  let left = n;
  return (call) => {
    if (left === 0 || (operation !== undefined && call.operation !== operation)) return 'pass';
    left -= 1;
    return fault;
  };
}

/** Returns a plan in which every `n`th call of an operation fails. */
export function everyNth(n: number, fault: Fault, operation: string): FaultPlan {
  let count = 0;
  return (call) => (call.operation === operation && (count += 1) % n === 0 ? fault : 'pass');
}

interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  /** Carries the call out. */
  readonly forward: () => Promise<Answer>;
}

interface Request {
  readonly incoming: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly agent: Agent;
  readonly forwardedHost: { readonly host?: string };
}

const carryOut: Readonly<Record<Fault, (exchange: Exchange) => Promise<void> | void>> = {
  pass: async (exchange) => {
    answer(exchange, await exchange.forward());
  },
  refuse: ({ incoming }) => {
    incoming.socket.destroy();
  },
  hang: () => undefined,
  stall: async (exchange) => {
    const { status, headers, body } = await exchange.forward();
    exchange.outgoing.writeHead(status, { ...headers, 'content-length': String(body.byteLength + 1) });
    exchange.outgoing.write(body);
  },
  throttle: ({ outgoing }) => {
    outgoing.writeHead(400, {
      'content-type': 'application/x-amz-json-1.0',
      'x-amzn-errortype': 'ThrottlingException',
    });
    outgoing.end(JSON.stringify({ __type: 'com.amazonaws#ThrottlingException', message: 'Rate exceeded' }));
  },
  delay: async (exchange) => {
    await pause(DELAY_MS);
    answer(exchange, await exchange.forward());
  },
  lose: async (exchange) => {
    await exchange.forward();
    exchange.incoming.socket.destroy();
  },
  cut: async (exchange) => {
    const { status, headers, body } = await exchange.forward();
    exchange.outgoing.writeHead(status, { ...headers, 'content-length': String(body.byteLength + 1) });
    exchange.outgoing.write(body.subarray(0, Math.floor(body.byteLength / 2)), () =>
      exchange.incoming.socket.destroy(),
    );
  },
  repeat: async (exchange) => {
    await exchange.forward();
    answer(exchange, await exchange.forward());
  },
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

async function send({ incoming, url, body, agent, forwardedHost }: Request): Promise<Answer> {
  const { method, headers } = incoming;
  const upstream = request(url, { agent, method, headers: { ...headers, ...forwardedHost } });
  upstream.end(body);
  const [answered] = (await once(upstream, 'response')) as [IncomingMessage];
  return { status: answered.statusCode ?? 502, headers: answered.headers, body: await buffer(answered) };
}

function jsonAnswer(text: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/x-amz-json-1.0' }, body: Buffer.from(text) };
}

function answer({ outgoing }: Exchange, { status, headers, body }: Answer): void {
  // This connection stays open, and Node frames the body itself.
  const ofTheConnection = new Set(['connection', 'transfer-encoding']);
  outgoing.writeHead(
    status,
    Object.fromEntries(Object.entries(headers).filter(([name]) => !ofTheConnection.has(name))),
  );
  outgoing.end(body);
}

function getOperation({ headers, method = '' }: IncomingMessage): string {
  return (
    String(headers['x-amz-target'] ?? method)
      .split('.')
      .at(-1) ?? ''
  );
}
