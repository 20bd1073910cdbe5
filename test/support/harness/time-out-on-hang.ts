import { INVOCATION, type FaultProxy } from '../fakes/fault-proxy.ts';

interface Arguments {
  readonly request: { readonly headers: Readonly<Record<string, string>> };
}

type Handler = (args: Arguments) => Promise<unknown>;

/** The part of an SDK client that this file needs. Each client has a narrower type. */
interface Client {
  readonly middlewareStack: { readonly add: (wrap: (next: Handler) => Handler, options: object) => void };
}

/**
 * Makes a client's calls time out when the proxy lets one hang, and at no other time. With a real timeout, a busy
 * machine would affect the test: a call that waits a second for its turn would look like an unreachable service.
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
  // The timeout also covers the response body, so it ends a stalled response.
  (client as Client).middlewareStack.add(wrap, { step: 'deserialize', priority: 'high', name: 'timeOutOnHang' });
}
