import { INVOCATION, type FaultProxy } from '../fakes/fault-proxy.ts';

interface Arguments {
  readonly request: { readonly headers: Readonly<Record<string, string>> };
}

type Handler = (args: Arguments) => Promise<unknown>;

/** The part of an SDK client that this needs; each client types its own more narrowly. */
interface Client {
  readonly middlewareStack: { readonly add: (wrap: (next: Handler) => Handler, options: object) => void };
}

/**
 * Lets a client's calls time out when the proxy lets one hang, and never else. With a time-out by the clock a busy
 * machine decides what a test sees: a call that takes a second to get its turn looks like a service that is down.
 */
export function timeOutOnHang(client: unknown, proxy: FaultProxy): void {
  const underWay = new Map<string, (error: Error) => void>();
  proxy.onHang((invocation) =>
    underWay.get(invocation)?.(Object.assign(new Error('the proxy lets this call hang'), { name: 'TimeoutError' })),
  );
  const wrap =
    (next: Handler): Handler =>
    async (args) => {
      const invocation = args.request.headers[INVOCATION] ?? '';
      const { promise: hung, reject } = Promise.withResolvers<never>();
      underWay.set(invocation, reject);
      try {
        return await Promise.race([next(args), hung]);
      } finally {
        underWay.delete(invocation);
      }
    };
  // Around the reading of the answer too: one that stalls ends here.
  (client as Client).middlewareStack.add(wrap, { step: 'deserialize', priority: 'high', name: 'timeOutOnHang' });
}
