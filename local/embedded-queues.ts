import { buildApp } from 'fauxqs';
import { copyApart } from './copy-apart.ts';
import { FOREIGN_REQUEST, isForeign, LOOPBACK } from './loopback-guard.ts';

/** A message as the embedded SQS stores it. */
interface KeptMessage {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: Readonly<Record<string, { readonly StringValue?: string }>>;
}

/** A queue and its messages. */
export interface InspectedQueue {
  readonly url: string;
  readonly arn: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly messages: {
    readonly ready: readonly KeptMessage[];
    readonly delayed: readonly KeptMessage[];
    readonly inflight: readonly { readonly message: KeptMessage; readonly receiptHandle: string }[];
  };
}

/** Numbers of messages in a queue. */
export interface MessageCounts {
  readonly waiting: number;
  readonly inFlight: number;
}

/** SQS and S3 in this process. */
export interface EmbeddedQueues {
  readonly url: string;
  /** Returns the content of a queue without receiving, or undefined if the queue does not exist. */
  inspectQueue(name: string): Promise<InspectedQueue | undefined>;
  /** Counts the messages of a queue without reading them. */
  countMessages(url: string): Promise<MessageCounts>;
  /** Sends a message to a queue, as another AWS service would. */
  sendMessage(name: string, body: string): Promise<void>;
  /** Deletes all messages from all queues. */
  purgeQueues(): Promise<void>;
  stop(): Promise<void>;
}

type App = ReturnType<typeof buildApp>;

/** Attributes that count the messages of a queue. */
const COUNTED = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
];

/** The part of a response of SQS that we read. */
interface SqsResponse {
  readonly Attributes?: Readonly<Record<string, string>>;
}

/**
 * Starts SQS and S3 on a free loopback port. It calls `listen` itself, because fauxqs listens on every interface and
 * its `host` option only affects the queue URLs, so that others on the network could read the archive.
 */
export async function startEmbeddedQueues(): Promise<EmbeddedQueues> {
  const app = buildApp({ logger: false, host: LOOPBACK });
  let port = 0;
  app.addHook('onRequest', async (request, reply) => {
    if (isForeign(request.headers, port))
      await reply.code(FOREIGN_REQUEST.status).type('application/json').send(FOREIGN_REQUEST.body);
  });
  // fauxqs keeps objects in memory. A small body is a slice of what the socket read, and would keep all 64 KB of it.
  app.addHook('preHandler', async (request) => {
    if (Buffer.isBuffer(request.body)) request.body = copyApart(request.body);
    return Promise.resolve();
  });
  // As for the embedded tables: no connection is closed because the shared thread was busy.
  app.server.keepAliveTimeout = 0;
  const url = await app.listen({ port: 0, host: LOOPBACK });
  port = Number(new URL(url).port);
  const { host } = new URL(url);
  const inspectQueue: EmbeddedQueues['inspectQueue'] = async (name) => {
    const response = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${name}`, headers: { host } });
    return response.statusCode === 200 ? response.json() : undefined;
  };
  const call = sqsCaller(app, host);
  return {
    url,
    inspectQueue,
    countMessages: async (QueueUrl) => {
      const { Attributes = {} } = await call('GetQueueAttributes', { QueueUrl, AttributeNames: COUNTED });
      const [visible = 0, delayed = 0, inFlight = 0] = COUNTED.map((name) => Number(Attributes[name]));
      return { waiting: visible + delayed, inFlight };
    },
    sendMessage: async (name, MessageBody) => {
      await call('SendMessage', { QueueUrl: (await inspectQueue(name))?.url, MessageBody });
    },
    purgeQueues: async () => {
      const queues: { readonly url: string }[] = (
        await app.inject({ method: 'GET', url: '/_fauxqs/queues', headers: { host } })
      ).json();
      for (const { url: QueueUrl } of queues) await call('PurgeQueue', { QueueUrl });
    },
    stop: async () => app.close(),
  };
}

/** Calls SQS without the network, so that the proxies of tests neither count nor disturb the call. */
function sqsCaller(app: App, host: string) {
  return async (action: string, input: object): Promise<SqsResponse> => {
    const headers = { host, 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': `AmazonSQS.${action}` };
    const { statusCode, body } = await app.inject({
      method: 'POST',
      url: '/',
      headers,
      payload: JSON.stringify(input),
    });
    if (statusCode !== 200) throw new Error(`The embedded SQS responded to ${action} with ${statusCode}: ${body}`);
    return (body === '' ? {} : JSON.parse(body)) as SqsResponse;
  };
}
