import { AsyncLocalStorage } from 'node:async_hooks';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { SQSRecord } from 'aws-lambda';
import { createCredentialStore } from '../../../lambdas/consumers/mention-replies/credentials.ts';
import { createHandler, type MentionRepliesDeps } from '../../../lambdas/consumers/mention-replies/handler.ts';
import { createHourlyLimit } from '../../../lambdas/consumers/mention-replies/hourly-limit.ts';
import { createLedger, type Ledger } from '../../../lambdas/consumers/mention-replies/ledger.ts';
import { createGraphClient } from '../../../src/graph/client/client.ts';
import type { AnswerPolicy } from '../../../src/mentions/decide.ts';
import type { Mention } from '../../../src/mentions/mention.ts';
import { LOCAL_CLIENT, startEmbeddedAws } from '../../../local/embedded-aws.ts';
import { createTable } from '../../../local/embedded-tables.ts';
import type { FakeGraphApi } from '../fakes/fake-graph-api.ts';
import { startFakeSecretsManager } from '../fakes/fake-secrets-manager.ts';
import type { FakeMentionAnswer } from '../fakes/fake-graph-api-state.ts';
import { startFaultProxy, type FaultProxy } from '../fakes/fault-proxy.ts';
import { fillGraphWorld, IDS, SECRETS, startGraphWorld, USERNAME } from './graph-under-test.ts';
import { recordLog, type LogLine } from './log-lines.ts';
import { mentionBody } from '../builders/mention-event.ts';
import { createClient } from '../fakes/recording-server.ts';

/** Start time of every test. */
export const START_MS = Date.parse('2026-11-22T12:00:00Z');
/** Id of the configured account. */
export const ACCOUNT = IDS.igLinked;
/** Mentions of both kinds that exist from the start. */
export const COMMENT: Mention = { accountId: ACCOUNT, mediaId: '17895695668004550', commentId: '17873440459141021' };
export const CAPTION: Mention = { accountId: ACCOUNT, mediaId: '17918195224117851' };
const TOKEN_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:MentionToken-AbCdEf';
const APP_ARN = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:SecretMeta-AbCdEf';
/** Visibility timeout of the deployed queue, in ms. */
const VISIBILITY_MS = 360_000;
const MAX_RECEIVES = 500;

/** Steps between which the process of the function may die. */
export type DeathStep = 'before intent' | 'after intent' | 'before result' | 'after result';

/** Options of a test. */
export interface Choices {
  readonly dryRun: boolean;
  readonly policy: AnswerPolicy;
  readonly maxPerHour: number;
  readonly withinMs: number;
}

/**
 * The real consumer with a strict fake of the Graph API, DynamoDB, Secrets Manager, and a queue with a simulated clock.
 */
export interface MentionRepliesUnderTest {
  readonly fake: FakeGraphApi;
  readonly logged: LogLine[];
  /** Messages that are queued for manual review: the mention's body and the reason. */
  readonly manualReview: { readonly body: string; readonly reason: string }[];
  readonly death: { at: (step: DeathStep) => boolean };
  readonly clock: { nowMs: number };
  /** Returns the remaining time of the function, as Lambda does. */
  remainingMs: () => number;
  /** Fault proxy before DynamoDB. */
  readonly dynamo: FaultProxy;
  /** Returns our replies at Meta, without ids. */
  answers(): readonly Omit<FakeMentionAnswer, 'id'>[];
  /** Returns the outcome and code of each receive of a mention, in order. */
  endings(): readonly (readonly [unknown, unknown])[];
  /** Returns the reasons of the mentions in manual review. */
  reasons(): readonly string[];
  /** Returns the number of Graph API calls with this method. */
  calls(method: 'GET' | 'POST'): number;
  /** Puts an event of the mention into the queue. */
  report(mention: Mention, options?: { readonly replayed?: boolean; readonly sentAtMs?: number }): void;
  /** Moves the messages in manual review back to the queue, as an operator does after a fix. */
  redrive(): void;
  /** Advances the clock until the next message is visible, and processes it. @returns false if there was none */
  work(): Promise<boolean>;
  /** Processes all messages that are visible now, concurrently. */
  workTogether(): Promise<void>;
  /** Processes messages until the queue is empty. */
  drain(): Promise<void>;
  storeToken(token: string): void;
  storeAppSecret(appSecret: string): void;
  /** Returns every item of the table. */
  items(): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Restores the initial state. */
  reset(choices?: Partial<Choices>): Promise<void>;
  stop(): Promise<void>;
}

interface Message {
  readonly id: string;
  readonly body: string;
  receives: number;
  visibleAtMs: number;
}

const KEY = {
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
};

const POLICY: AnswerPolicy = {
  answers: [
    { kinds: ['caption'], contains: [], message: 'Thank you, {username}!' },
    { kinds: ['comment'], contains: [], message: 'Thank you!' },
  ],
  excludes: [],
};

/** Starts everything on free loopback ports. */
export async function startMentionReplies(): Promise<MentionRepliesUnderTest> {
  const fake = await startGraphWorld();
  const aws = await startEmbeddedAws();
  const secretsManager = await startFakeSecretsManager();
  const dynamo = await startFaultProxy(aws.endpoints.dynalite);
  // No timeout: it would be the only real clock in this test, so that a busy machine could make a call look failed.
  const retryStrategy = new ConfiguredRetryStrategy(2, 0);
  const dynamoDb = new DynamoDBClient({ ...LOCAL_CLIENT, retryStrategy, endpoint: dynamo.url });
  const secretsClient = new SecretsManagerClient(createClient(secretsManager.url));
  const { log, lines } = recordLog();
  const clock = { nowMs: START_MS };
  const now = (): number => clock.nowMs;
  const death: MentionRepliesUnderTest['death'] = { at: () => false };
  const messages: Message[] = [];
  const manualReview: MentionRepliesUnderTest['manualReview'] = [];
  let tables = 0;
  let ids = 0;
  let choices: Choices;
  let handler: ReturnType<typeof createHandler>;
  /** Aborts running calls when Meta lets a call hang, and at no other time, so that no test waits. */
  const running = new Set<AbortController>();
  const abortAfter = (): AbortSignal => {
    const controller = new AbortController();
    running.add(controller);
    return controller.signal;
  };
  const timeOut = (): void => {
    for (const controller of running) controller.abort(new DOMException('deadline passed', 'TimeoutError'));
    running.clear();
  };
  /** Ends the current invocation. */
  const invocation = new AsyncLocalStorage<(how: 'died') => void>();

  /** Blocks forever at the step at which the process dies, because a dead process continues with nothing. */
  const mayDie = async (step: DeathStep): Promise<void> => {
    if (!death.at(step)) return;
    invocation.getStore()?.('died');
    await new Promise<never>(() => undefined);
  };
  const store = (arn: string, content: object): void =>
    void secretsManager.secrets.set(arn, { AWSCURRENT: { text: JSON.stringify(content), createdMs: START_MS } });

  const depsFor = (tableName: string): MentionRepliesDeps => ({
    accounts: new Map([[ACCOUNT, { tokenArn: TOKEN_ARN, appSecretArn: APP_ARN, maxPerHour: choices.maxPerHour }]]),
    policy: choices.policy,
    dryRun: choices.dryRun,
    withinMs: choices.withinMs,
    ledger: mortal(createLedger(dynamoDb, tableName), mayDie),
    limit: createHourlyLimit(dynamoDb, tableName, now),
    credentials: createCredentialStore(secretsClient, now),
    graph: ({ token, appSecret }) =>
      createGraphClient(
        { token, appSecret, baseUrl: fake.url, timeoutMs: 8_000, budgetMs: 10_000 },
        { fetch, now, random: () => 0.5, pause, abortAfter },
      ),
    queue: {
      backOff: async ({ receiptHandle }, seconds) => hide(receiptHandle, seconds * 1000),
      queueForReview: ({ body }, reason) => Promise.resolve(void manualReview.push({ body, reason })),
    },
    abortAfter,
    now,
    newId: () => `attempt-${String((ids += 1))}`,
    log,
  });
  const pause = (ms: number): Promise<void> => {
    clock.nowMs += ms;
    return Promise.resolve();
  };
  const hide = (id: string, ms: number): Promise<void> => {
    for (const message of messages.filter((one) => one.id === id)) message.visibleAtMs = clock.nowMs + ms;
    return Promise.resolve();
  };
  const enqueue = (body: string): void =>
    void messages.push({ id: `message-${String((ids += 1))}`, body, receives: 0, visibleAtMs: clock.nowMs });
  const receive = async (message: Message): Promise<void> => {
    message.receives += 1;
    message.visibleAtMs = clock.nowMs + VISIBILITY_MS;
    const died = Promise.withResolvers<'died'>();
    const invoke = async () =>
      handler({ Records: [toRecord(message)] }, { getRemainingTimeInMillis: () => underTest.remainingMs() });
    const ended = await Promise.race([died.promise, invocation.run(died.resolve, invoke)]);
    if (ended !== 'died' && ended.batchItemFailures.length === 0) messages.splice(messages.indexOf(message), 1);
    if (message.receives >= MAX_RECEIVES)
      throw new Error('the queue would have dead-lettered this message without a reason');
  };
  const work = async (): Promise<boolean> => {
    const [next] = [...messages].sort((one, other) => one.visibleAtMs - other.visibleAtMs);
    if (!next) return false;
    clock.nowMs = Math.max(clock.nowMs, next.visibleAtMs);
    await receive(next);
    return true;
  };

  const underTest: MentionRepliesUnderTest = {
    fake,
    logged: lines,
    manualReview,
    death,
    clock,
    dynamo,
    remainingMs: () => 60_000,
    answers: () =>
      fake.state.mentionAnswers.map(({ accountId, mediaId, commentId, message }) => ({
        accountId,
        mediaId,
        ...(commentId !== undefined && { commentId }),
        message,
      })),
    endings: () =>
      lines
        .filter(({ message }) => message === 'mention')
        .map(({ fields }) => [fields['outcome'], fields['code']] as const),
    reasons: () => manualReview.map(({ reason }) => reason),
    calls: (method) => fake.calls.filter((call) => call.method === method).length,
    report: (mention, { replayed = false, sentAtMs = clock.nowMs } = {}) => {
      enqueue(mentionBody(mention, { sentAtMs, replayed }));
    },
    redrive: () => {
      for (const { body } of manualReview.splice(0)) enqueue(body);
    },
    work,
    workTogether: async () => {
      await Promise.all(messages.filter(({ visibleAtMs }) => visibleAtMs <= clock.nowMs).map(receive));
    },
    drain: async () => {
      while (await work());
    },
    storeToken: (accessToken) => {
      store(TOKEN_ARN, { accessToken });
    },
    storeAppSecret: (appSecret) => {
      store(APP_ARN, { appSecret, verifyToken: SECRETS.verifyToken });
    },
    items: async () => (await dynamoDb.send(new ScanCommand({ TableName: `mentions-${String(tables)}` }))).Items ?? [],
    reset: async (chosen = {}) => {
      for (const list of [messages, manualReview, lines]) list.length = 0;
      clock.nowMs = START_MS;
      death.at = () => false;
      dynamo.plan = () => 'pass';
      underTest.remainingMs = () => 60_000;
      fake.reset();
      fillGraphWorld(fake);
      fake.onHang = timeOut;
      fake.state.now = now;
      fake.state.mentions.push(
        { ...COMMENT, text: `Shout out to @${USERNAME}` },
        { ...CAPTION, text: `${USERNAME} was here` },
      );
      underTest.storeToken(SECRETS.page);
      underTest.storeAppSecret(SECRETS.appSecret);
      choices = { dryRun: false, policy: POLICY, maxPerHour: 30, withinMs: 24 * 3_600_000, ...chosen };
      tables += 1;
      await createTable(dynamoDb, { TableName: `mentions-${String(tables)}`, ...KEY, BillingMode: 'PAY_PER_REQUEST' });
      handler = createHandler(depsFor(`mentions-${String(tables)}`));
    },
    stop: async () => {
      dynamoDb.destroy();
      await dynamo.stop();
      secretsClient.destroy();
      await secretsManager.stop();
      await aws.stop();
      await fake.stop();
    },
  };
  await underTest.reset();
  return underTest;
}

function mortal(ledger: Ledger, mayDie: (step: DeathStep) => Promise<void>): Ledger {
  return {
    ...ledger,
    intend: async (...args) => {
      await mayDie('before intent');
      const taken = await ledger.intend(...args);
      await mayDie('after intent');
      return taken;
    },
    noteAnswered: async (...args) => {
      await mayDie('before result');
      await ledger.noteAnswered(...args);
      await mayDie('after result');
    },
  };
}

function toRecord({ id, body, receives }: Message): SQSRecord {
  return {
    messageId: id,
    receiptHandle: id,
    body,
    md5OfBody: '',
    attributes: {
      ApproximateReceiveCount: String(receives),
      ApproximateFirstReceiveTimestamp: '0',
      SenderId: '',
      SentTimestamp: '0',
    },
    messageAttributes: {},
    eventSource: 'aws:sqs',
    eventSourceARN: '',
    awsRegion: 'us-east-1',
  };
}
