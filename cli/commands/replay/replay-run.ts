import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import {
  findDeliveries,
  newSummary,
  type DeliveryProblem,
  type FoundDelivery,
  type ReadSummary,
} from '../../aws/deliveries.ts';
import { explainError } from '../../errors/explain-error.ts';
import { formatCount, formatNumber } from '../../terminal/format.ts';
import { createRateLimiter } from '../../aws/rate-limiter.ts';
import { createReplayMessage } from './replay-message.ts';
import type { ReplayPlan, ReplayState } from './replay-state.ts';

/** Why a matching delivery is not sent. */
export type SkipReason = DeliveryProblem | 'SENT_BEFORE';

export interface Skipped {
  readonly deliveryId: string;
  readonly reason: SkipReason;
}

/** The summary of a run or of a dry run. */
export interface ReplaySummary extends ReadSummary {
  matched: number;
  sent: number;
  /** Number of changes in the sent deliveries. */
  changes: number;
  /** Number of skipped deliveries by reason. */
  readonly skipped: Map<SkipReason, number>;
  /** Deliveries whose body was altered or is missing. */
  readonly lost: Skipped[];
}

/** Small enough that a resumed run repeats little, and large enough that the disk does not limit the rate. */
const BATCHES_PER_SECOND = 5;
const MAX_BATCH = 40;

export function newReplaySummary(): ReplaySummary {
  return { ...newSummary(), matched: 0, sent: 0, changes: 0, skipped: new Map(), lost: [] };
}

/** Yields the deliveries to send, and counts those that are skipped. */
export async function* chooseDeliveries(
  context: Context,
  plan: ReplayPlan,
  reported: { readonly summary: ReplaySummary; readonly sent: ReadonlySet<string> },
): AsyncGenerator<FoundDelivery> {
  const { summary, sent } = reported;
  const range = { fromMs: Date.parse(plan.from), toMs: Date.parse(plan.to) };
  for await (const found of findDeliveries(context, { range, filter: plan.filter, summary })) {
    summary.matched += 1;
    const reason = sent.has(found.deliveryId) ? 'SENT_BEFORE' : found.problem;
    if (reason === undefined) yield found;
    else {
      summary.skipped.set(reason, (summary.skipped.get(reason) ?? 0) + 1);
      if (found.problem !== undefined && reason !== 'INVALID_JSON')
        summary.lost.push({ deliveryId: found.deliveryId, reason });
    }
  }
}

/**
 * Sends the remaining deliveries of a run at a limited rate, and records each sent batch on disk.
 * @returns whether the run has finished, so that its state file is removed
 * @throws {@link CliError} with a hint that says how to resume
 */
export async function sendAll(
  context: Context,
  state: ReplayState,
  { summary, rate }: { readonly summary: ReplaySummary; readonly rate: number },
): Promise<boolean> {
  const sender = createBatchSender(context, state, { summary, rate });
  const size = Math.max(1, Math.min(MAX_BATCH, Math.floor(rate / BATCHES_PER_SECOND)));
  let batch: FoundDelivery[] = [];
  try {
    for await (const found of chooseDeliveries(context, state.plan, { summary, sent: state.sent })) {
      batch.push(found);
      if (batch.length < size) continue;
      await sender(batch);
      batch = [];
    }
    await sender(batch);
    const isFinished = summary.faults.length === 0 && summary.lost.length === 0;
    if (isFinished) await state.finish();
    return isFinished;
  } catch (error) {
    const { code, message } = context.ports.signal.aborted
      ? { code: 'INTERRUPTED' as const, message: 'interrupted' }
      : explainError(error);
    const hint = `Continue with \`npx meta-webhooks replay --resume ${state.path}\`.`;
    throw new CliError(code, { message: `${message}; ${formatNumber(summary.sent)} sent`, hint }, { cause: error });
  }
}

function createBatchSender(
  context: Context,
  state: ReplayState,
  { summary, rate }: { readonly summary: ReplaySummary; readonly rate: number },
) {
  const limiter = createRateLimiter(rate, context.ports);
  const send = createReplayMessage(context, state.plan);
  return async (batch: readonly FoundDelivery[]): Promise<void> => {
    const outcomes = await Promise.allSettled(
      batch.map(async (found) => {
        await limiter();
        await send(found);
        return found;
      }),
    );
    const sent = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    await state.record(sent.map(({ deliveryId }) => deliveryId));
    summary.sent += sent.length;
    for (const { changes } of sent) summary.changes += changes.length;
    context.output.progress(
      () => `read ${formatNumber(summary.read)}, sent ${formatCount(summary.sent, 'delivery', 'deliveries')}`,
    );
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  };
}
