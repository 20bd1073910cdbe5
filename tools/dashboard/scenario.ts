import type { FaultPlan } from './simulated-aws.ts';

/** When the recorded run begins: a day in winter, so that the clock on the picture is UTC for everyone. */
export const STORY_FROM_MS = Date.parse('2026-01-15T09:00:00Z');
/** How long it lasts, minutes: what the dashboard shows by default. */
export const STORY_MINUTES = 180;

/** What goes wrong in the recorded run: from which minute to which. */
export const STORY = {
  /** SQS answers slowly. */
  slowQueue: [25, 45],
  /** Meta's app secret was reset, ours not yet. */
  secretDrift: [55, 63],
  /** The app secret is emptied by mistake. */
  secretUnset: [66, 68],
  /** The bus refuses every fifth event. */
  busThrottled: [78, 86],
  /** A consumer's function is broken. */
  consumerBroken: [92, 122],
  /** EventBridge may not write to that consumer's dead letters. */
  consumerLost: [100, 101],
  /** The worker dies of every batch. */
  workerDies: [104, 112],
  /** The table refuses writes for their rate. */
  tableThrottled: [112, 113],
  /** Bodies that nobody can read arrive; people see to them before the second minute. */
  unreadable: [126, 150],
  /** A flood over the throttle's limit. */
  flood: [146, 148],
  /** Nothing answers: the deployment broke ingress. */
  ingressThrottled: [152, 154],
  /** Meta sends a member that the catalog does not list. */
  memberUnknown: [33, 34],
  /** Meta sends one comment, and then the same id with another text. */
  idReused: [48, 50],
  /** The worker may not write to the archive. Nobody has seen to it when the run ends, so one alarm is red then. */
  archiveDenied: [160, 180],
} as const satisfies Readonly<Record<string, readonly [number, number]>>;

/** Whether something is going wrong at this minute. */
export function isOn(trouble: keyof typeof STORY, minute: number): boolean {
  const [from, to] = STORY[trouble];
  return minute >= from && minute < to;
}

/** What calls take and how they fail, minute by minute. */
export function toFaultPlan(minuteNow: () => number, random: () => number): FaultPlan {
  /** Most take the usual time, a few a multiple of it. */
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
