import { member, text, type Json } from '../json/json.ts';
import { isMetaId } from '../text/meta-id.ts';

/**
 * Story metrics, by Meta's names. @see
 * https://developers.facebook.com/docs/instagram-platform/webhooks/examples (2026-11)
 */
export const STORY_METRICS = ['exits', 'replies', 'reach', 'taps_forward', 'taps_back', 'impressions'] as const;
export type StoryMetric = (typeof STORY_METRICS)[number];

/** Key attributes of the table of readings. The index sorts the readings of an account by time. */
export const STORY_TABLE = { account: 'account', reading: 'reading', time: 'time', byTime: 'byTime' } as const;

/** The metrics of a story at one time: one item of the table. */
export interface StoryReading {
  /** Id of the Instagram account. */
  readonly account: string;
  /** Identity within the account: the media and its numbers, which are the same however often Meta sends them. */
  readonly reading: string;
  readonly media: string;
  /** Time at which Meta first sent these numbers, ISO 8601, or the time of receipt if Meta sent none. */
  readonly time: string;
  /** Metrics with a number. A metric that Meta did not send is in neither list. */
  readonly metrics: Readonly<Partial<Record<StoryMetric, number>>>;
  /** Metrics that Meta withholds because the count is under five. */
  readonly unknown: readonly StoryMetric[];
}

/** Reasons for which an event has no reading. */
export type StoryProblem = 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** The parts of an event that {@link readStory} needs. */
export interface StoryDetail {
  readonly entryId: string;
  readonly entryTime?: string;
  readonly receivedAt: string;
  readonly value?: unknown;
  /** Replaces a value that is too large for the bus. Story metrics never are. */
  readonly valueRef?: unknown;
}

/** Meta's mark for a count under five. */
const UNDER_FIVE = -1;

/**
 * Reads the metrics of a story. It rejects a value that does not match Meta's documentation as a whole, because a
 * partial item would look complete.
 */
export function readStory({
  entryId,
  entryTime,
  receivedAt,
  value,
  valueRef,
}: StoryDetail): StoryReading | StoryProblem {
  if (value === undefined) return valueRef === undefined ? 'MISSING_VALUE' : 'VALUE_UNREADABLE';
  const media = text(member(value as Json, 'media_id'));
  const reported = STORY_METRICS.map((name) => [name, member(value as Json, name)] as const).filter(
    ([, count]) => count !== undefined,
  );
  if (!isMetaId(entryId) || !isMetaId(media) || reported.length === 0) return 'VALUE_UNREADABLE';
  const counts = reported.filter((one): one is readonly [StoryMetric, number] => isCount(one[1]));
  if (counts.length < reported.length) return 'VALUE_UNREADABLE';
  const metrics = Object.fromEntries(counts.filter(([, count]) => count !== UNDER_FIVE));
  const unknown = counts.filter(([, count]) => count === UNDER_FIVE).map(([name]) => name);
  const numbers = STORY_METRICS.map((name) => metrics[name] ?? (unknown.includes(name) ? '?' : '-'));
  return {
    account: entryId,
    reading: `${media}#${numbers.join('/')}`,
    media,
    time: entryTime ?? receivedAt,
    metrics,
    unknown,
  };
}

const isCount = (count: Json | undefined): count is number =>
  typeof count === 'number' && Number.isSafeInteger(count) && count >= UNDER_FIVE;
