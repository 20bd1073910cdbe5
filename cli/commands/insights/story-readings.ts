import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateQuery, paginateScan } from '@aws-sdk/lib-dynamodb';
import { STORY_METRICS, STORY_TABLE, type StoryMetric } from '../../../src/insights/story-reading.ts';
import type { TimeRange } from '../../options/time.ts';

/** An exported row. Unknown values are null. */
export interface ExportedReading extends Readonly<Record<StoryMetric, number | null>> {
  readonly account: string;
  readonly media: string;
  /** When Meta sent the metrics, in ISO 8601. */
  readonly time: string;
  /** Metrics that Meta withholds because the count is under five. */
  readonly under_five: readonly string[];
}

/** Selects readings. */
export interface ReadingQuery {
  /** The range of the time at which Meta first sent the metrics. */
  readonly range: TimeRange;
  /** The account to read. @default all accounts, which reads the whole table */
  readonly account?: string | undefined;
}

export interface ReadingTable {
  readonly dynamoDb: DynamoDBClient;
  readonly name: string;
}

/** Maximum rows per call. A page is also limited to 1 MB. */
const PAGE_ROWS = 1_000;

/** Reads the readings of a range page by page, in order of time for one account and unordered for all accounts. */
export async function* findReadings(
  { dynamoDb, name }: ReadingTable,
  { range, account }: ReadingQuery,
): AsyncGenerator<readonly ExportedReading[]> {
  const client = DynamoDBDocumentClient.from(dynamoDb);
  const within = {
    TableName: name,
    ExpressionAttributeNames: {
      '#time': STORY_TABLE.time,
      ...(account !== undefined && { '#account': STORY_TABLE.account }),
    },
    ExpressionAttributeValues: {
      ':from': new Date(range.fromMs).toISOString(),
      ':to': new Date(range.toMs - 1).toISOString(),
      ...(account !== undefined && { ':account': account }),
    },
  };
  const BETWEEN = '#time BETWEEN :from AND :to'; // its ends are included
  const paginator = { client, pageSize: PAGE_ROWS };
  const pages =
    account === undefined
      ? paginateScan(paginator, { ...within, FilterExpression: BETWEEN })
      : paginateQuery(paginator, {
          ...within,
          IndexName: STORY_TABLE.byTime,
          KeyConditionExpression: `#account = :account AND ${BETWEEN}`,
        });
  for await (const { Items = [] } of pages) yield Items.map(toReading);
}

function toReading(item: Readonly<Record<string, unknown>>): ExportedReading {
  const { account, media, time, unknown } = item;
  const metrics = Object.fromEntries(
    STORY_METRICS.map((name) => [name, typeof item[name] === 'number' ? item[name] : null]),
  );
  return {
    account: String(account),
    media: String(media),
    time: String(time),
    ...(metrics as Record<StoryMetric, number | null>),
    under_five: unknown instanceof Set ? [...unknown].map(String).sort() : [],
  };
}
