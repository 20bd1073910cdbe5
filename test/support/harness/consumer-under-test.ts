import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { changeHandler, type ChangeHandler } from '../../../lambdas/consumers/change-handler.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../../src/events/meta-webhook-event.ts';
import type { GraphClient } from '../../../src/graph/client/client.ts';
import { embeddedClients, startEmbeddedAws } from '../../../local/embedded-aws.ts';
import { createContext } from '../builders/bridge-event.ts';
import type { FakeGraphApi } from '../fakes/fake-graph-api.ts';
import { fillGraphWorld, graphClient, letPageServePeople, startGraphWorld } from './graph-under-test.ts';
import { createTable, listItems } from './tables.ts';

const ONCE = 'once';

/** Environment of a consumer: a fake Meta and the idempotency table. */
export interface ConsumerWorld {
  readonly fake: FakeGraphApi;
  readonly dynamoDb: ReturnType<typeof embeddedClients>['dynamoDb'];
  readonly dynamoDbUrl: string;
  readonly idempotencyTable: string;
  /** Returns Graph API clients of the Page for every account in the list. */
  graphs(accountIds: readonly string[]): ReadonlyMap<string, () => Promise<GraphClient>>;
  /** Passes an event to the work inside `changeHandler`, as Lambda does. */
  hand<T extends MetaWebhookDetailType>(work: ChangeHandler<T>, event: MetaWebhookEventOf<T>): Promise<void>;
  /** Restores the initial state. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** @param idempotencyTable - table that the stack creates for `changeHandler` */
export async function startConsumerWorld(idempotencyTable: Readonly<Record<string, unknown>>): Promise<ConsumerWorld> {
  const [fake, aws] = await Promise.all([startGraphWorld(), startEmbeddedAws()]);
  const clients = embeddedClients(aws.endpoints);
  const { dynamoDb } = clients;
  await createTable(dynamoDb, ONCE, idempotencyTable);
  return {
    fake,
    dynamoDb,
    dynamoDbUrl: aws.endpoints.dynalite,
    idempotencyTable: ONCE,
    graphs: (accountIds) => new Map(accountIds.map((id) => [id, () => Promise.resolve(graphClient(fake))])),
    hand: async (work, event) => {
      await changeHandler(event['detail-type'], work as unknown as ChangeHandler<MetaWebhookDetailType>, {
        tableName: ONCE,
        client: dynamoDb,
      })(event, createContext(30_000));
    },
    reset: async () => {
      fillGraphWorld(fake);
      letPageServePeople(fake);
      fake.reset();
      for (const { id } of await listItems(dynamoDb, ONCE))
        await dynamoDb.send(new DeleteItemCommand({ TableName: ONCE, Key: { id: { S: String(id) } } }));
    },
    stop: async () => {
      for (const client of Object.values(clients)) client.destroy();
      await Promise.all([fake.stop(), aws.stop()]);
    },
  };
}
