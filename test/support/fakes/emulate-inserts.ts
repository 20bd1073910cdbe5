import {
  ConditionalCheckFailedException,
  PutItemCommand,
  type AttributeValue,
  type BatchExecuteStatementCommandInput,
  type BatchStatementRequest,
  type BatchStatementResponse,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Call } from './fault-proxy.ts';

const INSERT = /^INSERT INTO "(?<table>[^"]+)" VALUE \{(?<names>.+)\}$/v;
/** DynamoDB's limit. */
const MAX_STATEMENTS = 25;

/** Returns the error code of a statement that DynamoDB does not process, for example `ThrottlingError`. */
export type StatementFault = (key: string) => string | undefined;

/**
 * Carries out `BatchExecuteStatement` with `INSERT` statements on the embedded DynamoDB, which lacks the operation. As
 * documented by AWS, each statement succeeds or fails by itself, and an existing key is a `DuplicateItem`.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export function emulateInserts(client: DynamoDBClient, fault: StatementFault = () => undefined) {
  return ({ operation, body }: Call): Promise<string> | undefined =>
    operation === 'BatchExecuteStatement' ? insertAll(body) : undefined;

  async function insertAll(body: string): Promise<string> {
    const { Statements = [] } = JSON.parse(body) as BatchExecuteStatementCommandInput;
    if (Statements.length > MAX_STATEMENTS) throw new Error('DynamoDB takes up to 25 statements');
    return JSON.stringify({ Responses: await Promise.all(Statements.map(async (one) => insert(one))) });
  }

  async function insert(statement: BatchStatementRequest): Promise<BatchStatementResponse> {
    const { TableName, Item } = readInsert(statement);
    const code = fault(Item['pk']?.S ?? '');
    if (code !== undefined) return { TableName, Error: { Code: code as never, Message: 'synthetic' } };
    try {
      await client.send(new PutItemCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
      return { TableName };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { TableName, Error: { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' } };
    }
  }
}

interface Insert {
  readonly TableName: string | undefined;
  readonly Item: Record<string, AttributeValue>;
}

function readInsert({ Statement = '', Parameters = [] }: BatchStatementRequest): Insert {
  const groups = INSERT.exec(Statement)?.groups;
  if (groups === undefined) throw new Error(`not an INSERT statement: ${Statement}`);
  const columns = [...(groups['names'] ?? '').matchAll(/'(?<column>\w+)':\?/gv)].map((one) =>
    String(one.groups?.['column']),
  );
  const Item = Object.fromEntries(columns.map((column, i) => [column, fromWire(Parameters[i])]));
  return { TableName: groups['table'], Item };
}

/** Bytes are base64 on the wire. */
function fromWire(value: AttributeValue | undefined): AttributeValue {
  if (value === undefined) throw new Error('a statement has as many parameters as question marks');
  const bytes = (value as { readonly B?: string }).B;
  return bytes === undefined ? value : { B: Buffer.from(bytes, 'base64') };
}
