import {
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
  type AttributeValue,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

/** One attempt to post a reply. */
export interface Attempt {
  /** Unique id of the attempt. */
  readonly id: string;
  /** Start of the attempt, in epoch ms. */
  readonly atMs: number;
  /** Digest of the reply. The reply itself is not stored. */
  readonly fingerprint: string;
  /** Number of attempts, including this one. */
  readonly number: number;
}

/** State of a mention. `open` means that this function has published no reply. */
export type LedgerEntry =
  | { readonly state: 'open' }
  | { readonly state: 'intended'; readonly attempt: Attempt }
  | { readonly state: 'answered' };

/**
 * Remembers permanently which mentions were answered. The function writes the intent before it posts a reply and the
 * result after it. An intent without a result means that a reply may have been published.
 */
export interface Ledger {
  read(key: string): Promise<LedgerEntry>;
  /**
   * Takes the mention for an attempt, unless another attempt has it.
   * @param after - the previous attempt, which posted nothing and which this one replaces
   */
  intend(key: string, attempt: Attempt, after?: Attempt): Promise<'taken' | 'rejected'>;
  /** Records that the reply of the attempt is published. */
  noteAnswered(key: string, attempt: Attempt, answerId: string): Promise<void>;
  /** Records that the attempt certainly posted nothing. */
  noteNotDone(key: string, attempt: Attempt): Promise<void>;
  /**
   * Stores the reply of a dry run, for the operator to read.
   * @param expiresAt - epoch seconds
   */
  recordDryRun(key: string, dryRun: { readonly message: string; readonly expiresAt: number }): Promise<void>;
}

const STATE = { '#state': 'state' };
const TAKEN_BY_NOBODY = 'attribute_not_exists(pk) OR #state IN (:open, :dryRun)';
const NOBODY = { ':open': { S: 'open' }, ':dryRun': { S: 'dry-run' } };

type Item = Readonly<Record<string, AttributeValue>>;

interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Item;
}

/** Creates the ledger in a DynamoDB table with key `pk` and TTL attribute `expiresAt`. */
export function createLedger(client: DynamoDBClient, tableName: string): Ledger {
  const put = createConditionalPut(client, tableName);
  /** Writes the result, unless another attempt has taken the mention since. */
  const conclude = async (item: Item, attempt: Attempt): Promise<void> => {
    const ours = { expression: 'attemptId = :attempt', values: { ':attempt': { S: attempt.id } } };
    if ((await put({ ...item, ...ofAttempt(attempt) }, ours)) === 'rejected')
      throw new Error('another attempt has taken over the mention');
  };
  return {
    read: async (key) => {
      const { Item: item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: { pk: { S: key } }, ConsistentRead: true }),
      );
      return toEntry(item);
    },
    intend: async (key, attempt, after) =>
      put({ pk: { S: key }, state: { S: 'intended' }, ...ofAttempt(attempt) }, mayIntend(attempt, after)),
    noteAnswered: async (key, attempt, answerId) =>
      conclude({ pk: { S: key }, state: { S: 'answered' }, answerId: { S: answerId } }, attempt),
    noteNotDone: async (key, attempt) => conclude({ pk: { S: key }, state: { S: 'open' } }, attempt),
    recordDryRun: async (key, { message, expiresAt }) => {
      const item = {
        pk: { S: key },
        state: { S: 'dry-run' },
        message: { S: message },
        expiresAt: { N: String(expiresAt) },
      };
      await put(item, { expression: TAKEN_BY_NOBODY, names: STATE, values: NOBODY });
    },
  };
}

function createConditionalPut(client: DynamoDBClient, TableName: string) {
  return async (Item: Item, { expression, names, values }: Condition): Promise<'taken' | 'rejected'> => {
    const condition = {
      ConditionExpression: expression,
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    };
    try {
      await client.send(new PutItemCommand({ TableName, Item, ...condition }));
      return 'taken';
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return 'rejected';
      throw error;
    }
  };
}

/** Allows the same attempt again: the SDK repeats a write whose response was lost, and it must not reject itself. */
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

function toEntry(item: Item = {}): LedgerEntry {
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
