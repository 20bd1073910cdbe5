import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Duration, Stack, Token, type RemovalPolicy } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { MentionReplySettings } from '../../src/mentions/settings.ts';
import { ConfigurationError, suggestion } from '../configuration/rules.ts';
import { DATA_ACTIONS, TABLE_ACTIONS } from '../constructs/customer-key.ts';
import { LeastPrivilegeFunction } from '../constructs/least-privilege-function.ts';
import { AccountToken } from './account-token.ts';
import { MentionQueue } from './mention-queue.ts';
import type { MentionAccountSettings, MentionRepliesSettings } from './mention-reply-settings.ts';
import { MentionTable } from './mention-table.ts';
import { ChangeRule } from './change-rule.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';

/** Time for the slowest mention: read secrets, look for a reply, read the mention, post, each with retries. */
const TIMEOUT = Duration.seconds(60);
const MEMORY_MB = 256;
/** Minimum that Lambda allows for a queue. Replies are not urgent. */
const MAX_CONCURRENCY = 2;
/** A Lambda environment has 4 KB. This leaves room for the names of a table and two queues. */
const MAX_SETTINGS_BYTES = 3_450;
/** Placeholder for the ARN of a secret that the stack creates, which is not known at synthesis. */
const MADE_ARN = 'x'.repeat(110);

/** Properties of the mention replies. */
export interface MentionRepliesProps {
  readonly code: Code;
  readonly settings: MentionRepliesSettings;
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
  readonly webhooks: IMetaWebhooks;
  /** Secret of each app by the app's key. */
  readonly appSecrets: ReadonlyMap<string, ISecret>;
}

/** Replies to mentions of Instagram accounts: a rule on the bus, a queue, and the function that replies. */
export class MentionReplies extends Construct {
  readonly handler: LeastPrivilegeFunction;
  readonly mentions: MentionQueue;
  readonly table: MentionTable;
  /** Token secrets that the stack creates, by account id. */
  readonly madeTokens = new Map<string, ISecret>();
  private readonly key: IKey | undefined;

  /** @throws {@link ConfigurationError} CONFIGURATION_INVALID if the app of an account is not configured */
  constructor(scope: Construct, id: string, props: MentionRepliesProps) {
    super(scope, id);
    this.key = props.webhooks.encryptionKey;
    const { removalPolicy } = props;
    this.mentions = new MentionQueue(this, 'Mentions', { timeout: TIMEOUT, key: this.key, removalPolicy });
    this.table = new MentionTable(this, 'Answers', { key: this.key, removalPolicy });
    const accounts = this.resolveAccounts(props);
    this.handler = this.addHandler(props, accounts);
    this.permitAll(accounts);
    new ChangeRule(this, 'OnMention', {
      webhooks: props.webhooks,
      detailType: 'instagram.mentions',
      target: this.mentions.queue,
      enabled: !props.settings.paused,
    });
    // Not SqsEventSource: it would add CDK's broader grants.
    new EventSourceMapping(this, 'Source', {
      target: this.handler.function,
      eventSourceArn: this.mentions.queue.queueArn,
      batchSize: 1, // a failed mention must not affect another
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });
  }

  private resolveAccounts(props: MentionRepliesProps): readonly ResolvedAccount[] {
    const { settings, appSecrets } = props;
    const apps = [...appSecrets.keys()];
    return Object.entries(settings.accounts).map(([accountId, account]) => {
      const app = account.app ?? (apps.length === 1 ? apps[0] : undefined);
      const appSecret = appSecrets.get(app ?? '');
      if (app === undefined || !appSecret) throw appMissing(accountId, apps, app);
      const token = this.tokenOf(accountId, account, props.removalPolicy);
      const { maxPerHour, tokenSecret } = account;
      return { accountId, app, appSecret, token, tokenKey: tokenSecret?.encryptionKey, maxPerHour };
    });
  }

  private tokenOf(accountId: string, { tokenSecret }: MentionAccountSettings, removalPolicy: RemovalPolicy): ISecret {
    if (tokenSecret !== undefined) return tokenSecret;
    const { secret } = new AccountToken(this, `Token${accountId}`, { accountId, key: this.key, removalPolicy });
    this.madeTokens.set(accountId, secret);
    return secret;
  }

  private addHandler(
    { code, settings, logRetention }: MentionRepliesProps,
    accounts: readonly ResolvedAccount[],
  ): LeastPrivilegeFunction {
    return new LeastPrivilegeFunction(this, 'Handler', {
      code,
      description: 'Replies to mentions of Instagram accounts, once each',
      memorySize: MEMORY_MB,
      timeout: TIMEOUT,
      logRetention,
      key: this.key,
      environment: {
        MENTION_REPLIES: Stack.of(this).toJsonString(toSettings(settings, accounts)),
        MENTION_TABLE_NAME: this.table.table.tableName,
        QUEUE_URL: this.mentions.queue.queueUrl,
        REVIEW_QUEUE_URL: this.mentions.manualReview.queueUrl,
        POWERTOOLS_SERVICE_NAME: 'mention-replies',
      },
    });
  }

  private permitAll(accounts: readonly ResolvedAccount[]): void {
    const consume = [
      'sqs:ReceiveMessage',
      'sqs:DeleteMessage',
      'sqs:GetQueueAttributes',
      'sqs:ChangeMessageVisibility',
    ];
    const secrets = new Set(accounts.flatMap(({ token, appSecret }) => [token.secretArn, appSecret.secretArn]));
    this.handler.grantActions(consume, [this.mentions.queue.queueArn]);
    this.handler.grantActions(['sqs:SendMessage'], [this.mentions.manualReview.queueArn]);
    this.handler.grantActions(
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      [this.table.table.tableArn],
    );
    this.handler.grantActions(['secretsmanager:GetSecretValue'], [...secrets]);
    this.permitTokenKeys(accounts);
    this.permitKey(accounts);
  }

  private permitKey(accounts: readonly ResolvedAccount[]): void {
    const { key } = this;
    if (!key) return;
    const secrets = [...this.madeTokens.values(), ...accounts.map(({ appSecret }) => appSecret)];
    const before = [this.mentions.queue, this.mentions.manualReview, ...secrets];
    this.handler.permitKey({ key, actions: DATA_ACTIONS, services: ['sqs', 'secretsmanager'], before });
    this.handler.permitKey({ key, actions: TABLE_ACTIONS, services: ['dynamodb'], before: [this.table] });
  }

  /** Allows the function to decrypt the secrets of tokens that have keys of their own. */
  private permitTokenKeys(accounts: readonly ResolvedAccount[]): void {
    for (const key of new Set(accounts.flatMap(({ tokenKey }) => tokenKey ?? []))) {
      this.handler.permitKey({ key, actions: ['kms:Decrypt'], services: ['secretsmanager'] });
    }
  }
}

interface ResolvedAccount {
  readonly accountId: string;
  /** Key of the token's secret. */
  readonly tokenKey: IKey | undefined;
  readonly app: string;
  readonly appSecret: ISecret;
  readonly token: ISecret;
  readonly maxPerHour: number;
}

function toSettings(
  { dryRun, within, answers, excludes }: MentionRepliesSettings,
  accounts: readonly ResolvedAccount[],
): MentionReplySettings {
  const appSecretArns = Object.fromEntries(accounts.map(({ app, appSecret }) => [app, appSecret.secretArn]));
  const settings = {
    dryRun,
    withinHours: within.toHours(),
    answers,
    excludes,
    accounts: Object.fromEntries(
      accounts.map(({ accountId, app, token, maxPerHour }) => [
        accountId,
        { tokenArn: token.secretArn, app, maxPerHour },
      ]),
    ),
    appSecretArns,
  };
  const bytes = Buffer.byteLength(
    JSON.stringify(settings, (_, value: unknown) => (Token.isUnresolved(value) ? MADE_ARN : value)),
  );
  if (bytes > MAX_SETTINGS_BYTES) {
    throw invalid(
      `metaWebhooks.mentionReplies takes ${bytes} bytes: must take at most ${MAX_SETTINGS_BYTES}, because all ` +
        `of it, with the ARNs of its secrets, must fit in one function's environment`,
    );
  }
  return settings;
}

function appMissing(accountId: string, apps: readonly string[], given = ''): ConfigurationError {
  return invalid(
    `metaWebhooks.mentionReplies.accounts.${accountId}.app must be the key of the app that issued the token: one of ` +
      `${apps.join(', ')}${suggestion(given, apps)}`,
  );
}

function invalid(problem: string): ConfigurationError {
  return new ConfigurationError('CONFIGURATION_INVALID', 'Correct these keys in cdk.json or on the command line.', [
    problem,
  ]);
}
