import { Agent } from 'node:http';
import { setInterval as every, setTimeout as pause } from 'node:timers/promises';
import { sign } from '../support/builders/meta.ts';
import { send } from './callback.ts';
import { eventually } from './eventually.ts';

/** A machine that cannot keep up gets a queue, not ever more processes for its Lambdas. */
const MAX_UNDER_WAY = 8;
const UNDER_WAY = new Agent({ keepAlive: true, maxSockets: MAX_UNDER_WAY });

/** What became of one delivery. */
export interface Delivered {
  /** Status of every answer before the one that accepted it. */
  readonly refusals: readonly number[];
  /** On the clock of `performance.now()`. */
  readonly acceptedAtMs: number;
}

export interface SteadyLoad {
  readonly perSecond: number;
  readonly seconds: number;
  readonly body: Buffer;
  /** What signs just now. */
  readonly secret: () => string;
  /** How long after a refusal it is sent again. */
  readonly retryMs: number;
  /** When a delivery that is still refused is given up, after its first try. */
  readonly giveUpMs: number;
}

/**
 * Delivers as Meta does: at its own pace, whatever the answers, and again what was refused.
 * @throws Error when a delivery is still refused after `giveUpMs`
 */
export async function deliverSteadily(load: SteadyLoad): Promise<Delivered[]> {
  const deliveries: Promise<Delivered>[] = [];
  await atRate(load, () => deliveries.push(deliver(load)));
  return Promise.all(deliveries);
}

/** Calls something so often a second, for so many seconds. */
export async function atRate(
  { perSecond, seconds }: Pick<SteadyLoad, 'perSecond' | 'seconds'>,
  call: () => unknown,
): Promise<void> {
  let called = 0;
  const ticks = every(1000 / perSecond)[Symbol.asyncIterator]();
  while (called < perSecond * seconds) {
    await ticks.next();
    call();
    called += 1;
  }
  await ticks.return?.();
}

/**
 * Has as many environments started as the load will use: on a busy machine a cold start may take longer than Meta
 * waits.
 */
export async function warmUp(body: Buffer, secret: string): Promise<void> {
  const warm = async (): Promise<boolean> => {
    const statuses = await Promise.all(Array.from({ length: MAX_UNDER_WAY }, async () => postOnce(body, secret)));
    return statuses.every((status) => status === 200);
  };
  await eventually(warm, 60_000);
}

/** One signed delivery, one of few at once. @returns the status of its answer */
export async function postOnce(body: Buffer, secret: string): Promise<number> {
  return (
    await send({
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': sign(body, secret) },
      agent: UNDER_WAY,
    })
  ).status;
}

async function deliver({ body, secret, retryMs, giveUpMs }: SteadyLoad): Promise<Delivered> {
  const startedAtMs = performance.now();
  const refusals: number[] = [];
  for (;;) {
    const status = await postOnce(body, secret());
    if (status === 200) return { refusals, acceptedAtMs: performance.now() };
    refusals.push(status);
    if (performance.now() > startedAtMs + giveUpMs)
      throw new Error(`still refused after ${giveUpMs / 1000} s: ${refusals.join(', ')}`);
    await pause(retryMs);
  }
}
