import { ConditionalCheckFailedException, UpdateItemCommand, type DynamoDBClient, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { ConsumerError } from '../../lambdas/consumers/consumer.ts';
import type { MetaWebhookEventOf, WhatsAppStatus } from '../../src/index.ts';

/** A message's states as they follow each other; events come in no order, and a state may be skipped. */
const STATES = ['sent', 'delivered', 'read', 'played', 'failed'];

/**
 * Keeps the furthest state of each message that was sent. A state that comes again or late changes nothing, so this
 * needs no `oncePerChange`.
 */
export const keepStatus =
  (client: DynamoDBClient, tableName: string) =>
  async ({ detail }: MetaWebhookEventOf<'whatsapp_business_account.messages'>): Promise<void> => {
    if (detail.kind !== 'status') return;
    const status = detail.value?.statuses[0];
    if (status === undefined) throw new ConsumerError('VALUE_ABSENT', 'an event without a status: compare it with what Meta documents');
    await client.send(new UpdateItemCommand({ TableName: tableName, ...updateOf(status) })).catch(lateIsNormal);
  };

/** @throws {@link ConsumerError} VALUE_UNREADABLE */
function updateOf({ id, status, timestamp, errors: [error] = [] }: WhatsAppStatus): Omit<UpdateItemCommandInput, 'TableName'> {
  const rank = STATES.indexOf(status) + 1;
  if (rank === 0) throw new ConsumerError('VALUE_UNREADABLE', 'a state that is not known here: add it to STATES');
  return {
    Key: { message: { S: id } },
    UpdateExpression: 'SET #status = :status, #rank = :rank, #at = :at, errorCode = :error',
    ConditionExpression: 'attribute_not_exists(#rank) OR #rank < :rank',
    ExpressionAttributeNames: { '#status': 'status', '#rank': 'rank', '#at': 'at' },
    ExpressionAttributeValues: {
      ':status': { S: status },
      ':rank': { N: String(rank) },
      ':at': { N: timestamp },
      ':error': error ? { N: String(error.code) } : { NULL: true },
    },
  };
}

function lateIsNormal(error: unknown): void {
  if (!(error instanceof ConditionalCheckFailedException)) throw error;
}
