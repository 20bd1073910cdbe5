import type { Deadline } from '../aws/abort-after.ts';
import type { SecretCache } from './secret-cache.ts';
import { withDeadline } from './with-deadline.ts';

/** Maximum time that the warm-up adds to the start of an environment, in ms. */
export const WARM_UP_LIMIT_MS = 1_000;
/** Maximum number of secrets to read. With more apps, the first request of each other app reads its secret. */
const MAX_SECRETS = 4;

/** Dependencies of {@link warmUp}. */
export interface WarmUpDeps {
  /** Keys of the apps. */
  readonly apps: readonly string[];
  readonly secrets: Pick<SecretCache, 'preload'>;
  /** Opens the connection to SQS. May reject. */
  readonly connect: (signal: AbortSignal) => Promise<void>;
  /** Starts a deadline of `ms`. */
  readonly startDeadline: (ms: number) => Deadline;
}

/**
 * Does what the first request would otherwise wait for: reads the secrets and opens the connection to SQS. Lambda gives
 * an environment more CPU while it starts than later. Never throws, and ends after {@link WARM_UP_LIMIT_MS} at the
 * latest. What failed, the first request does again.
 */
export async function warmUp({ apps, secrets, connect, startDeadline }: WarmUpDeps): Promise<void> {
  const deadline = startDeadline(WARM_UP_LIMIT_MS);
  const work = Promise.allSettled([
    ...apps.slice(0, MAX_SECRETS).map(async (app) => secrets.preload(app, WARM_UP_LIMIT_MS)),
    connect(deadline.signal),
  ]);
  await withDeadline(deadline, work, () => new Error('the warm-up took too long')).catch(() => undefined);
}
