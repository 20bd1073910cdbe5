import { HttpResponse } from '@smithy/core/protocols';

/** Services that can be broken for a while. */
export const FAULT_TARGETS = ['queue', 'table', 'bucket', 'bus'] as const;
export type FaultTarget = (typeof FAULT_TARGETS)[number];

interface RequestHandler {
  handle(request: unknown, options?: unknown): Promise<{ readonly response: unknown }>;
}

/** Breaks embedded services on purpose: each request to a broken one is answered 503. For the local run only. */
export class Faults {
  readonly #brokenUntilMs = new Map<FaultTarget, number>();
  readonly #now: () => number;
  readonly #onRepaired: () => void;

  /** @param onRepaired - is called when a service works again, by itself or because it was repaired */
  constructor(now: () => number, onRepaired: () => void = () => undefined) {
    this.#now = now;
    this.#onRepaired = onRepaired;
  }

  /** Breaks a service. @param seconds - after this time it works again by itself */
  break(target: FaultTarget, seconds: number): void {
    this.#brokenUntilMs.set(target, this.#now() + seconds * 1_000);
    setTimeout(() => {
      if (!this.isBroken(target)) this.repair(target);
    }, seconds * 1_000).unref();
  }

  /** Repairs a service. */
  repair(target: FaultTarget): void {
    if (this.#brokenUntilMs.delete(target)) this.#onRepaired();
  }

  isBroken(target: FaultTarget): boolean {
    return (this.#brokenUntilMs.get(target) ?? 0) > this.#now();
  }

  /** Returns when each broken service works again, in milliseconds since 1970. */
  list(): readonly { readonly target: FaultTarget; readonly untilMs: number }[] {
    return [...this.#brokenUntilMs]
      .filter(([target]) => this.isBroken(target))
      .map(([target, untilMs]) => ({ target, untilMs }));
  }

  /** Makes an SDK client fail while a service is broken. */
  inject(client: { readonly config: { requestHandler: unknown } }, target: FaultTarget): void {
    const handler = client.config.requestHandler as RequestHandler;
    const handle = handler.handle.bind(handler);
    handler.handle = async (request, options) =>
      this.isBroken(target)
        ? { response: new HttpResponse({ statusCode: 503, reason: 'Service Unavailable', headers: {} }) }
        : handle(request, options);
  }
}
