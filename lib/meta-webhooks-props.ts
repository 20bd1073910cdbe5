import type { MTLSConfig } from 'aws-cdk-lib/aws-apigatewayv2';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Code } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib/core';
import type { MentionReplyProps } from './consumers/mention-reply-props.ts';
import type { LambdaName } from './lambda-assets.ts';

/** Accounts that should send to an app. `meta-webhooks accounts` compares them with the state at Meta. */
export interface MetaAccounts {
  /**
   * Fields by id of a Facebook Page, at most 500 Pages.
   * @default - none
   */
  readonly pages?: Readonly<Record<string, readonly string[]>>;
  /**
   * Ids of WhatsApp Business Accounts, at most 500. They use the fields of the app's subscription.
   * @default - none
   */
  readonly whatsapp?: readonly string[];
  /**
   * Fields by id of an Instagram Login account, at most 500 accounts. (An account that is linked to a Page sends
   * through its Page.)
   * @default - none
   */
  readonly instagram?: Readonly<Record<string, readonly string[]>>;
}

/** Properties of one Meta app. Its key in `apps` is the last part of its callback URL: `/webhooks/<key>`. */
export interface MetaAppProps {
  /**
   * Description of the app, shown on its secret. 1 to 200 characters.
   * @default - none
   */
  readonly description?: string;
  /**
   * Id of the Meta app, as a string. Commands that call Meta need it; the receiver itself does not.
   * @default - none: pass --app-id to the commands
   */
  readonly appId?: string;
  /**
   * Desired subscriptions of the app: fields by object, for example `{ page: ['feed', 'leadgen'] }`. A deployment
   * changes nothing at Meta: `meta-webhooks subscriptions` compares and subscribes. `unlisted:<name>` is a field that
   * is not in the catalog.
   * @default - none
   */
  readonly subscriptions?: Readonly<Record<string, readonly string[]>>;
  /**
   * Accounts that should send to the app. A deployment changes nothing at Meta.
   * @default - none
   */
  readonly accounts?: MetaAccounts;
  /**
   * Requires Meta's client certificate for each request. Works only with `mutualTlsDomain`, and only for WhatsApp after
   * you enable mutual TLS in the App Dashboard.
   * @default false
   */
  readonly mutualTls?: boolean;
}

/** A custom domain of the callback URLs. */
export interface CallbackDomainProps {
  /** DNS name, for example `webhooks.example.com`. */
  readonly name: string;
  /** Certificate for that name, in the region of the stack. */
  readonly certificate: ICertificate;
  /**
   * Route 53 hosted zone in which to create an alias record.
   * @default - none: create the DNS record yourself
   */
  readonly hostedZone?: IHostedZone;
}

/** A domain on which API Gateway requires a client certificate, so that only WhatsApp can call it. */
export interface MutualTlsDomainProps extends CallbackDomainProps {
  /**
   * Truststore in PEM format, with Meta's CA: the path of a file, which the deployment uploads, or an object in S3.
   * @see https://developers.facebook.com/docs/graph-api/webhooks/getting-started#mtls-for-webhooks (2026-05)
   */
  readonly trustStore: string | MTLSConfig;
}

/**
 * Limits above which the public endpoint responds 429, for all apps together. Meta retries throttled deliveries.
 */
export interface ThrottleProps {
  /**
   * Steady-state requests per second, 1 to 100,000. The default account quota is 10,000 for all APIs.
   *
   * 500 per second are 43 million per day. A WhatsApp number sends at most 80 messages per second, with up to three
   * notifications each: 240 per second. The limit also bounds the cost of a flood of untrusted requests: about $75 per
   * day for API Gateway, Lambda and logs.
   * @default 500
   * @see https://developers.facebook.com/documentation/business-messaging/whatsapp/throughput (2026-04)
   */
  readonly rateLimit?: number;
  /**
   * Burst of requests, 1 to 100,000. The default account quota is 5,000 for all APIs.
   *
   * The default is twice the rate, because Meta's retries arrive together after an outage.
   * @default 1000
   */
  readonly burstLimit?: number;
}

/** Properties of ingress, the function that responds to Meta. */
export interface IngressFunctionProps {
  /**
   * Memory in MB, 256 to 10,240 (new accounts: up to 3,008). More memory also means more CPU and faster cold starts.
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * Reserved concurrency of this function, 1 to 10,000. It is also the maximum, and is not available to the account's
   * other functions.
   * @default - none: the function shares the account's concurrency
   */
  readonly reservedConcurrentExecutions?: number;
}

/** Properties of the worker, the function that turns deliveries into events. */
export interface WorkerFunctionProps {
  /**
   * Memory in MB, 256 to 10,240 (new accounts: up to 3,008). More memory also means more CPU.
   * @default 512
   */
  readonly memorySize?: number;
  /**
   * Number of concurrent batches, 2 to 1,000. Raise it if the age of the oldest message in the queue grows.
   *
   * A new account has a concurrency limit of 10: the worker must leave some of it to ingress.
   * @default 5
   */
  readonly maxConcurrency?: number;
  /**
   * Time to wait for a full batch, 0 to 300 whole seconds. Larger batches mean fewer, larger archive objects and later
   * events.
   * @default Duration.seconds(0)
   */
  readonly maxBatchingWindow?: Duration;
  /**
   * Claims up to 25 changes in a call (`BatchExecuteStatement`), which makes large deliveries about three times as
   * fast. AWS's documentation does not say what a statement costs: `npm run verify:aws` reads it from your account.
   * @default false
   */
  readonly batchedClaims?: boolean;
}

/** Properties of {@link MetaWebhooks}. */
export interface MetaWebhooksProps {
  /**
   * Meta apps by key, 1 to 20. A key is a lower-case letter and up to 19 lower-case letters or digits.
   * @default { meta: {} }
   */
  readonly apps?: Readonly<Record<string, MetaAppProps>>;
  /**
   * Time for which raw deliveries are archived, 0 to 3,650 whole days; zero disables the archive.
   * @default Duration.days(30)
   */
  readonly archiveRetention?: Duration;
  /**
   * Time for which a change is remembered and not emitted again, 8 to 365 whole days.
   *
   * Meta retries for 7 days, so a shorter window would let retries through. 22 days also cover the 14 days that a
   * delivery may spend in the queues, plus one.
   * @default Duration.days(22)
   */
  readonly dedupeWindow?: Duration;
  /**
   * Key that encrypts everything at rest except the event bus. The construct adds what CloudWatch Logs and EventBridge
   * need to the policy of a key of this app; the policy of an imported key must allow it already.
   * @default - AWS's own keys
   */
  readonly encryptionKey?: IKey;
  /**
   * Policy for what a deletion of the stack would lose: secrets, bucket, dead letters, tables with content. `DESTROY`
   * deletes it with the stack; empty the bucket first.
   * @default RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
   */
  readonly removalPolicy?: RemovalPolicy;
  /**
   * Name of the receiver, unique in the account and region: the namespace of its metrics, and the first part of the
   * names of its alarms, dashboard, saved queries and access log. Letters, digits, `-` and `_`.
   * @default - the name of the stack, followed by the construct id if the stack has several receivers
   */
  readonly namespace?: string;
  /**
   * Time for which the previous app secret is accepted after a rotation, 0 to 720 whole hours. Use zero (never) after a
   * leak.
   * @default Duration.hours(24)
   */
  readonly previousSecretGrace?: Duration;
  /**
   * Retention of the logs.
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Limits of the public endpoint.
   * @default - 500 requests per second, bursts of 1,000
   */
  readonly throttle?: ThrottleProps;
  /**
   * Settings of ingress.
   * @default - 512 MB, no reserved concurrency
   */
  readonly ingress?: IngressFunctionProps;
  /**
   * Settings of the worker.
   * @default - 512 MB, 5 concurrent batches
   */
  readonly worker?: WorkerFunctionProps;
  /**
   * Custom domain of the callback URLs.
   * @default - API Gateway's default endpoint
   */
  readonly domain?: CallbackDomainProps;
  /**
   * Custom domain of the callback URLs of apps with `mutualTls`.
   * @default - none
   */
  readonly mutualTlsDomain?: MutualTlsDomainProps;
  /**
   * Keeps API Gateway's default endpoint enabled.
   * @default true
   */
  readonly defaultEndpoint?: boolean;
  /**
   * Stores Instagram story insights in a table. `PAUSED` stores nothing new and keeps the table in the stack. Use it
   * instead of `false` after the first deployment with `true`: `false` orphans the table, and `true` then creates an
   * empty one.
   * @default false
   */
  readonly storyInsights?: boolean | 'PAUSED';
  /**
   * Replies to mentions of Instagram accounts.
   * @default - no replies
   */
  readonly mentionReplies?: MentionReplyProps;
  /**
   * Returns the code of a function, for tests that need no bundle.
   * @default - the receiver's own code
   */
  readonly code?: (name: LambdaName) => Code;
}
