import type { FaultPlan } from './simulated-aws.ts';

/** Start of the recorded run. The date is in winter, so that the local time of London is UTC too. */
export const STORY_FROM_MS = Date.parse('2026-01-15T09:00:00Z');
/** Length of the recorded run in minutes, the default range of the dashboard. */
export const STORY_MINUTES = 180;

/** Faults of the recorded run, with their first minute and the minute after their last. */
export const STORY = {
  /** SQS responds slowly. */
  slowQueue: [25, 45],
  /** Meta's app secret was reset, but the stored one was not. */
  secretDrift: [55, 63],
  /** The app secret is emptied by mistake. */
  secretUnset: [66, 68],
  /** The bus rejects every fifth event. */
  busThrottled: [78, 86],
  /** A consumer's function fails. */
  consumerBroken: [92, 122],
  /** EventBridge has no permission to write to that consumer's dead-letter queue. */
  consumerLost: [100, 101],
  /** The worker fails for every batch. */
  workerDies: [104, 112],
  /** The table throttles writes. */
  tableThrottled: [112, 113],
  /** Unreadable bodies arrive. An operator removes them before the second minute. */
  unreadable: [126, 150],
  /** A flood exceeds the limit of the throttle. */
  flood: [146, 148],
  /** Lambda throttles ingress, as after a faulty deployment. */
  ingressThrottled: [152, 154],
  /** Meta sends a member that the catalog does not list. */
  memberUnknown: [33, 34],
  /** Meta sends one comment, then the same id with another text. */
  idReused: [48, 50],
  /**
   * The worker has no permission to write to the archive. It lasts until the end of the run, so one alarm is red then.
   */
  archiveDenied: [160, 180],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Returns whether a fault is active in a minute. */
export function isOn(trouble: keyof typeof STORY, minute: number): boolean {
  const [from, to] = STORY[trouble];
  return minute >= from && minute < to;
}

/** Creates the latencies and failures of calls, minute by minute. */
export function toFaultPlan(minuteNow: () => number, random: () => number): FaultPlan {
  /** Returns the usual time for most calls, and a multiple of it for a few. */
  const spread = (usualMs: number): number =>
    Math.round(usualMs * (0.7 + 0.6 * random() + (random() < 0.02 ? 4 * random() : 0)));
  const coldStartMs = (): number => (random() < 0.006 ? 380 + 150 * random() : 0);
  return {
    latencyMs: (call) => {
      if (call === 'claim') return spread(1);
      if (call === 'put') return spread(18);
      const slowMs = isOn('slowQueue', minuteNow()) && random() < 0.15 ? 900 + 500 * random() : 0;
      return spread(38) + Math.round(coldStartMs() + slowMs);
    },
    busRefuses: () => isOn('busThrottled', minuteNow()) && random() < 0.2,
    tableThrottles: () => isOn('tableThrottled', minuteNow()) && random() < 0.3,
    denies: (service) => service === 'S3' && isOn('archiveDenied', minuteNow()),
  };
}
