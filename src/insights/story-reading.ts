import { member, text, type Json } from '../json/json.ts';
import { isMetaId } from '../text/meta-id.ts';

/**
 * The numbers of a story, by Meta's names. @see
 * https://developers.facebook.com/docs/instagram-platform/webhooks/examples (2026-11)
 */
export const STORY_METRICS = ['exits', 'replies', 'reach', 'taps_forward', 'taps_back', 'impressions'] as const;
export type StoryMetric = (typeof STORY_METRICS)[number];

/** How the table of readings is keyed. The index has an account's readings in the order of their times. */
export const STORY_TABLE = { account: 'account', reading: 'reading', time: 'time', byTime: 'byTime' } as const;

/** What Meta told of a story at one time: one row of the table. */
export interface StoryReading {
  /** The Instagram account. */
  readonly account: string;
  /** Identity within the account: the media and its numbers, so the same whenever and however often Meta sends them. */
  readonly reading: string;
  readonly media: string;
  /** When Meta sent these numbers first, ISO 8601; when they were received, where Meta did not say. */
  readonly time: string;
  /** What Meta told; a metric that it did not send is in neither list. */
  readonly metrics: Readonly<Partial<Record<StoryMetric, number>>>;
  /** What Meta keeps to itself because the count is under five. */
  readonly unknown: readonly StoryMetric[];
}

/** Why an event is no reading. */
export type StoryProblem = 'MISSING_VALUE' | 'VALUE_UNREADABLE';

/** What of an event a reading is made from. */
export interface StoryDetail {
  readonly entryId: string;
  readonly entryTime?: string;
  readonly receivedAt: string;
  readonly value?: unknown;
  /** In place of a value that is too large for the bus, which no story's numbers are. */
  readonly valueRef?: unknown;
}

/** Meta's mark for a count under five. */
const UNDER_FIVE = -1;

/**
 * Reads a story's numbers. A value that is not as Meta documents it is refused as a whole: half a row would look like
 * a whole one.
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
  const told = STORY_METRICS.map((name) => [name, member(value as Json, name)] as const).filter(
    ([, count]) => count !== undefined,
  );
  if (!isMetaId(entryId) || !isMetaId(media) || told.length === 0) return 'VALUE_UNREADABLE';
  const counts = told.filter((one): one is readonly [StoryMetric, number] => isCount(one[1]));
  if (counts.length < told.length) return 'VALUE_UNREADABLE';
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
