import { Rule } from 'aws-cdk-lib/aws-events';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption } from '../constructs/customer-key.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../src/events/meta-webhook-event.ts';
import { ConfigurationError } from '../configuration/rules.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';
import { registerConsumer } from './consumer-registry.ts';
import { sendFailuresTo } from './failure-destination.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { queueTarget } from './queue-target.ts';

/**
 * Limits and defaults of EventBridge. @see
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;
/** Lambda retries after one minute, then after two. By then a crashed invocation must not count as in progress. */
const MAX_ONCE_TIMEOUT_SECONDS = 60;

/** An object in the catalog. */
export type CatalogObject = MetaWebhookDetailType extends infer T
  ? T extends `${infer O}.${string}`
    ? O
    : never
  : never;
/** A field of an object in the catalog. */
export type KnownField<O extends CatalogObject> =
  Extract<MetaWebhookDetailType, `${O}.${string}`> extends infer T ? (T extends `${O}.${infer F}` ? F : never) : never;
/** A kind of a field in the catalog. */
export type KnownKind<O extends CatalogObject, F extends KnownField<O>> = MetaWebhookEventOf<
  Extract<`${O}.${F}`, MetaWebhookDetailType>
>['detail']['kind'];

/** Properties of {@link OnChange}. */
export interface OnChangeProps<O extends CatalogObject, F extends KnownField<O>> {
  /** Meta's name of the object, for example `instagram`. */
  readonly object: O;
  /** The subscribed field, for example `comments`. */
  readonly field: F;
  /**
   * Limits the events to these kinds, for example `message` but not `message.deleted`.
   * @default - all kinds of the field
   */
  readonly kinds?: readonly KnownKind<O, F>[];
  /**
   * Limits the events to this app of the configuration.
   * @default - all apps
   */
  readonly app?: string;
  /** Receives one event per invocation or message. */
  readonly target: IFunction | IQueue;
  /**
   * Time for which EventBridge retries a failed delivery, 1 minute to 24 hours. Lambda retries a function that it
   * cannot start for the same time, 6 hours at most.
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;
  /**
   * Number of retries, 0 to 185. Lambda retries a function that throws twice at most.
   * @default 185
   */
  readonly retryAttempts?: number;
  /**
   * Sends events. With `false`, the rule is disabled and everything else stays, so that no dead letter is orphaned. The
   * archive keeps the events of that time, for a replay.
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Creates the table that the wrapper `changeHandler` needs, if the function has none, and allows the function to use
   * it. Only for functions that this app creates, with a timeout of one minute at most.
   * @default false
   */
  readonly changeHandler?: boolean;
  /**
   * Allows the function to read values over 240 KB from the receiver's bucket, for `loadValue`. Only for functions that
   * this app creates.
   * @default false
   */
  readonly largeValues?: boolean;
}

/**
 * Sends changes of one field to a function or a queue. Creates the rule, the permission and a dead-letter queue,
 * because EventBridge drops events that it cannot deliver, and Lambda drops events for which a function throws.
 */
export class OnChange<O extends CatalogObject, F extends KnownField<O>> extends Construct {
  readonly rule: Rule;
  /** Name of the rule, as in its metrics. */
  readonly ruleName: string;
  /**
   * Dead-letter queue. For an event that the target did not accept, it has the event itself. For an event for which the
   * function threw, it has Lambda's record with the event as `requestPayload`. Retention is 14 days; CloudFormation
   * retains the queue.
   */
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    { webhooks, ...props }: OnChangeProps<O, F> & { readonly webhooks: IMetaWebhooks },
  ) {
    super(scope, id);
    const { object, field, kinds, app } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueEncryption(webhooks.encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: webhooks.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of a rule target, which cdk-nag does not detect.',
    });
    const detail = { ...(kinds && { kind: [...kinds] }), ...(app !== undefined && { app: [app] }) };
    // An explicit name: CloudFormation's reference to a rule of a custom bus is `bus|rule`, which metrics do not use.
    this.ruleName = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    this.rule = new Rule(this, 'Rule', {
      ruleName: this.ruleName,
      eventBus: webhooks.eventBus,
      description: `${object}.${field} to ${id}`,
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [`${object}.${field}`],
        ...(Object.keys(detail).length > 0 && { detail }),
      },
      targets: [this.getTarget(props, webhooks)],
      enabled: props.enabled ?? true,
    });
    registerConsumer(webhooks, { construct: this, ruleName: this.ruleName, deadLetters: this.deadLetters });
    if (props.changeHandler === true) this.rememberChanges(props.target, webhooks);
    if (props.largeValues === true) this.readValues(props.target, webhooks);
  }

  private getTarget(
    { target, maxEventAge = MAX_EVENT_AGE, retryAttempts = MAX_RETRIES }: OnChangeProps<O, F>,
    { encryptionKey: key }: IMetaWebhooks,
  ): IRuleTarget {
    const timeoutsAndRetries = { maxEventAge, retryAttempts };
    const options = { deadLetterQueue: this.deadLetters, ...timeoutsAndRetries };
    if (!('functionArn' in target)) return queueTarget(this, { queue: target, key }, options);
    sendFailuresTo({ queue: this.deadLetters, key }, target, timeoutsAndRetries);
    return new LambdaTarget(target, options);
  }

  private rememberChanges(target: IFunction | IQueue, { dedupeWindow, encryptionKey: key }: IMetaWebhooks): void {
    const fn = this.functionOfThisApp(target, 'changeHandler');
    IdempotencyTable.of(fn, { window: dedupeWindow, key });
    if ((fn.timeout?.toSeconds() ?? 0) <= MAX_ONCE_TIMEOUT_SECONDS) return;
    const advice =
      'Set a timeout of 60 seconds at most. Lambda retries one and three minutes after a crashed invocation, and ' +
      'with a longer timeout its change still counts as in progress.';
    Annotations.of(fn).addWarningV2('meta-webhooks-aws:once-per-change-time-out', advice);
  }

  private readValues(target: IFunction | IQueue, webhooks: IMetaWebhooks): void {
    webhooks.grantReadValues(this.functionOfThisApp(target, 'largeValues'));
  }

  private functionOfThisApp(target: IFunction | IQueue, option: string): LambdaFunction {
    if (target instanceof LambdaFunction) return target;
    const problem = `${this.node.path}: ${option} requires a target that is a function of this app`;
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'Remove the option, or pass the function itself, not an alias, an imported function or a queue.',
      [problem],
    );
  }
}
