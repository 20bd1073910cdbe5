import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** One try to post an answer. */
export interface Attempt {
  /** Unique. */
  readonly id: string;
  /** Epoch ms. */
  readonly atMs: number;
  /** Of the answer, which is not kept itself. */
  readonly fingerprint: string;
  /** How many there were, this one included. */
  readonly number: number;
}

/** What is known of a mention. `open`: no answer stands there, as far as we had to do with it. */
export type LedgerEntry =
  | { readonly state: 'open' }
  | { readonly state: 'intended'; readonly attempt: Attempt }
  | { readonly state: 'answered' };

/**
 * Remembers for ever which mentions were answered. The intent is written before the answer is posted, the result after
 * it: whoever finds an intent without a result knows that an answer may stand there.
 */
export interface Ledger {
  read(key: string): Promise<LedgerEntry>;
  /**
   * Takes the mention, if nobody has.
   * @param after - the attempt that came to nothing, and in whose place this one is
   */
  intend(key: string, attempt: Attempt, after?: Attempt): Promise<'taken' | 'refused'>;
  /** Notes that the attempt's answer stands there. */
  noteAnswered(key: string, attempt: Attempt, answerId: string): Promise<void>;
  /** Notes that the attempt surely posted nothing. */
  noteNotDone(key: string, attempt: Attempt): Promise<void>;
  /**
   * Keeps what would have been answered, for its owner to read.
   * @param expiresAt - epoch seconds
   */
  rehearse(key: string, rehearsal: { readonly message: string; readonly expiresAt: number }): Promise<void>;
}

const STATE = { '#state': 'state' };
const TAKEN_BY_NOBODY = 'attribute_not_exists(pk) OR #state IN (:open, :rehearsed)';
const NOBODY = { ':open': { S: 'open' }, ':rehearsed': { S: 'rehearsed' } };

type Item = Readonly<Record<string, AttributeValue>>;

interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** Makes the ledger from a DynamoDB table with key `pk` and TTL attribute `expiresAt`. */
export function createLedger(client: DynamoDBClient, tableName: string): Ledger {
  const put = createConditionalPut(client, tableName);
  /** Only whoever made the attempt, or found out what became of it, says how it ended. */
  const conclude = async (item: Item, attempt: Attempt): Promise<void> => {
    const ours = { expression: 'attemptId = :attempt', values: { ':attempt': { S: attempt.id } } };
    if ((await put({ ...item, ...ofAttempt(attempt) }, ours)) === 'refused')
      throw new Error('the mention was taken over by another attempt');
  };
  return {
    read: async (key) => {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
      );
      return entryOf(item);
    },
    intend: async (key, attempt, after) =>
      put({ pk: { S: key }, state: { S: 'intended' }, ...ofAttempt(attempt) }, mayIntend(attempt, after)),
    noteAnswered: async (key, attempt, answerId) =>
      conclude({ pk: { S: key }, state: { S: 'answered' }, answerId: { S: answerId } }, attempt),
    noteNotDone: async (key, attempt) => conclude({ pk: { S: key }, state: { S: 'open' } }, attempt),
    rehearse: async (key, { message, expiresAt }) => {
      const item = {
        pk: { S: key },
        state: { S: 'rehearsed' },
        message: { S: message },
        expiresAt: { N: String(expiresAt) },
      };
      await put(item, { expression: TAKEN_BY_NOBODY, names: STATE, values: NOBODY });
    },
  };
}

function createConditionalPut(client: DynamoDBClient, TableName: string) {
  return async (Item: Item, { expression, names, values }: Condition): Promise<'taken' | 'refused'> => {
    const condition = {
      ConditionExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
    try {
      await client.send(new PutItemCommand({ TableName, Item, ...condition }));
      return 'taken';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'refused';
      throw error;
    }
  };
}

/** A write whose answer got lost is repeated by the SDK, and must not be refused because of itself. */
function mayIntend({ id }: Attempt, after: Attempt | undefined): Condition {
  const own = { ':attempt': { S: id } };
  if (!after)
    return { expression: `${TAKEN_BY_NOBODY} OR attemptId = :attempt`, names: STATE, values: { ...NOBODY, ...own } };
  return {
    expression: '(#state = :intended AND attemptId = :after) OR attemptId = :attempt',
    names: STATE,
    values: { ':intended': { S: 'intended' }, ':after': { S: after.id }, ...own },
  };
}

function ofAttempt({ id, atMs, fingerprint, number }: Attempt): Item {
  return {
    attemptId: { S: id },
    triedAtMs: { N: String(atMs) },
    fingerprint: { S: fingerprint },
    attempts: { N: String(number) },
  };
}

function entryOf(item: Item = {}): LedgerEntry {
  const text = (name: string): string => item[name]?.S ?? '';
  const number = (name: string): number => Number(item[name]?.N);
  if (text('state') === 'answered') return { state: 'answered' };
  if (text('state') !== 'intended') return { state: 'open' };
  return {
    state: 'intended',
    attempt: {
      id: text('attemptId'),
      atMs: number('triedAtMs'),
      fingerprint: text('fingerprint'),
      number: number('attempts'),
    },
  };
}
