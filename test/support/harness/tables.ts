import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTable as createEmbeddedTable } from '../../../local/embedded-tables.ts';

/** Creates a table of the template in the embedded DynamoDB. */
export async function createTable(
  client: DynamoDBClient,
  TableName: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes, BillingMode } =
    properties as unknown as CreateTableCommandInput;
  await createEmbeddedTable(client, { TableName, AttributeDefinitions, KeySchema, LocalSecondaryIndexes, BillingMode });
}

/** Returns all items of a small table. */
export async function listItems(client: DynamoDBClient, TableName: string): Promise<Record<string, unknown>[]> {
  return (
    ((await client.send(new ScanCommand({ TableName }) as never)) as { Items?: Record<string, unknown>[] }).Items ?? []
  );
}
