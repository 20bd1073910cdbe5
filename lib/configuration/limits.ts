import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { APP_KEY } from '../../src/pipeline/accept/app-key.ts';
import { DEFAULT_DEDUPE_WINDOW_DAYS, MIN_DEDUPE_WINDOW_DAYS } from '../../src/pipeline/dedupe/window.ts';
import { oneOf, wholeNumber } from './rules.ts';

/** Limits and default of the archive, in days. */
export const ARCHIVE_DAYS = { min: 0, max: 3650, fallback: 30 } as const;

/** Limits and default of the dedupe window, in days. */
export const DEDUPE_WINDOW_DAYS = {
  min: MIN_DEDUPE_WINDOW_DAYS,
  max: 365,
  fallback: DEFAULT_DEDUPE_WINDOW_DAYS,
  because: 'Meta retries for 7 days',
};

/** Limits and default of the time for which the previous app secret is accepted, in hours. */
export const PREVIOUS_SECRET_HOURS = { min: 0, max: 720, fallback: 24 } as const;

/** Limits and default of the time to wait for a full batch, in seconds. */
export const BATCH_WINDOW_SECONDS = { min: 0, max: 300, fallback: 0 } as const;

/** Limits and default of the time after which a mention gets no reply, in hours. */
export const WITHIN_HOURS = { min: 1, max: 168, fallback: 24 } as const;

/** The apps: their keys, their number and the default. */
export const APPS = {
  key: APP_KEY,
  max: 20,
  fallback: { meta: { mutualTls: false } },
  because: "all their secret ARNs must fit in one function's environment",
} as const;

/** Reads the memory of a function in MB. */
export const memorySize = wholeNumber({ min: 256, max: 10_240, fallback: 512 });

/** Reads the reserved concurrency of ingress. */
export const reservedConcurrency = wholeNumber({ min: 1, max: 10_000, fallback: undefined });

/** Reads the number of concurrent batches of the worker. */
export const maxConcurrency = wholeNumber({
  min: 2,
  max: 1000,
  fallback: 5,
  because: 'Lambda allows only these for a queue',
});

/** Reads the limits of the public endpoint. */
export const throttle = {
  rateLimit: wholeNumber({ min: 1, max: 100_000, fallback: 500 }),
  burstLimit: wholeNumber({ min: 1, max: 100_000, fallback: 1000 }),
};

/** Reads the retention of the logs in days. */
export const logRetention = oneOf({
  values: Object.values(RetentionDays).filter(
    (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
  ),
  fallback: RetentionDays.ONE_MONTH,
  because: 'CloudWatch Logs allows only these',
});

/** Reads whether story insights are stored. */
export const storyInsights = oneOf<boolean | 'PAUSED'>({ values: [false, true, 'PAUSED'], fallback: false });
