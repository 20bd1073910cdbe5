import type { CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTable as createEmbeddedTable } from '../../../local/embedded-tables.ts';

/** Creates in the embedded DynamoDB the table that the stack would make, as its template says. */
export async function createTable(
  client: DynamoDBClient,
  TableName: string,
  properties: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { AttributeDefinitions, KeySchema, LocalSecondaryIndexes, BillingMode } =
    properties as unknown as CreateTableCommandInput;
  await createEmbeddedTable(client, { TableName, AttributeDefinitions, KeySchema, LocalSecondaryIndexes, BillingMode });
}

/** Everything that a small table holds. */
export async function listItems(client: DynamoDBClient, TableName: string): Promise<Record<string, unknown>[]> {
  return (
    ((await client.send(new ScanCommand({ TableName }) as never)) as { Items?: Record<string, unknown>[] }).Items ?? []
  );
}
