import { Rule } from 'aws-cdk-lib/aws-events';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption, grantViaService } from '../constructs/customer-key.ts';
import { EVENT_SOURCE } from '../../src/events/event-reference.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../src/events/meta-webhook-event.ts';
import { policyStatement } from '../policy-statement.ts';
import { ConfigurationError } from '../configuration/rules.ts';
import { sendFailuresTo } from './failure-destination.ts';
import { IdempotencyTable } from './idempotency-table.ts';
import { queueTarget } from './queue-target.ts';

/**
 * EventBridge's own limits, and its defaults. @see
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;
/** Lambda tries again after one minute, then after two: by then a run that died must no longer count as under way. */
const MAX_ONCE_TIMEOUT_SECONDS = 60;

/** An object that the catalog knows. */
export type CatalogObject = MetaWebhookDetailType extends infer T
  ? T extends `${infer O}.${string}`
    ? O
    : never
  : never;
/** A field of an object that the catalog knows. */
export type KnownField<O extends CatalogObject> =
  Extract<MetaWebhookDetailType, `${O}.${string}`> extends infer T ? (T extends `${O}.${infer F}` ? F : never) : never;
/** A kind of a field. */
export type KnownKind<O extends CatalogObject, F extends KnownField<O>> = MetaWebhookEventOf<
  Extract<`${O}.${F}`, MetaWebhookDetailType>
>['detail']['kind'];

export interface OnChangeProps<O extends CatalogObject, F extends KnownField<O>> {
  /** Meta's word for the object, e.g. `instagram`. */
  readonly object: O;
  /** The subscribed field, e.g. `comments`. */
  readonly field: F;
  /**
   * Only these kinds, e.g. `message` but not `message.deleted`.
   * @default - all kinds of the field
   */
  readonly kinds?: readonly KnownKind<O, F>[];
  /**
   * Only this app of the configuration.
   * @default - all apps
   */
  readonly app?: string;
  /** Gets the events, one each. */
  readonly target: IFunction | IQueue;
  /**
   * For how long a delivery that failed is tried again, a minute to 24 hours. Then for as long again, 6 hours at
   * most, a function that Lambda could not start.
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;
  /**
   * How often it is tried again, 0 to 185. A function that throws is tried again as often, twice at most.
   * @default 185
   */
  readonly retryAttempts?: number;
  /**
   * Makes the table that the wrapper `changeHandler` needs, if the function has none yet, and lets the function use it.
   * Only for functions that are made in this app, with a time-out of a minute at most.
   * @default false
   */
  readonly changeHandler?: boolean;
  /**
   * Lets the function read values over 240 KB from the receiver's bucket, for `valueOf`.
   * Only for functions that are made in this app.
   * @default false
   */
  readonly largeValues?: boolean;
}

/** What of the receiver a consumer is tied to. */
export interface IMetaWebhooks {
  readonly bus: IEventBus;
  /** Holds the values that are too large for the bus. */
  readonly bucket: IBucket;
  /** Encrypts what rests; absent where AWS's own keys do. */
  readonly key?: IKey;
  /** How long the receiver remembers a change: so long its consumers should. */
  readonly dedupeWindow: Duration;
}

/**
 * Hands changes of one field to a function or a queue: the rule, the permission to call it, and a dead-letter queue,
 * because EventBridge drops what it could not hand over, and Lambda what a function threw at.
 */
export class OnChange<O extends CatalogObject, F extends KnownField<O>> extends Construct {
  readonly rule: Rule;
  /** The rule's name, as its metrics have it. */
  readonly ruleName: string;
  /**
   * What the target did not take: the event as it was. What a function threw at: Lambda's record of it, with the event
   * as `requestPayload`. Kept for 14 days, and when the stack goes.
   */
  readonly deadLetters: Queue;

  constructor(
    scope: Construct,
    id: string,
    { receiver, ...props }: OnChangeProps<O, F> & { readonly receiver: IMetaWebhooks },
  ) {
    super(scope, id);
    const { object, field, kinds, app } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueEncryption(receiver.key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue of a rule’s target, which cdk-nag does not look for.',
    });
    const detail = { ...(kinds && { kind: [...kinds] }), ...(app !== undefined && { app: [app] }) };
    // A name of our own: CloudFormation's reference to a rule of such a bus is `bus|rule`, which no metric has.
    this.ruleName = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    this.rule = new Rule(this, 'Rule', {
      ruleName: this.ruleName,
      eventBus: receiver.bus,
      description: `${object}.${field} to ${id}`,
      eventPattern: {
        source: [EVENT_SOURCE],
        detailType: [`${object}.${field}`],
        ...(Object.keys(detail).length > 0 && { detail }),
      },
      targets: [this.targetOf(props, receiver)],
    });
    if (props.changeHandler === true) this.rememberChanges(props.target, receiver);
    if (props.largeValues === true) this.readValues(props.target, receiver);
  }

  private targetOf(
    { target, maxEventAge = MAX_EVENT_AGE, retryAttempts = MAX_RETRIES }: OnChangeProps<O, F>,
    { key }: IMetaWebhooks,
  ): IRuleTarget {
    const timeoutsAndRetries = { maxEventAge, retryAttempts };
    const options = { deadLetterQueue: this.deadLetters, ...timeoutsAndRetries };
    if (!('functionArn' in target)) return queueTarget(this, { queue: target, key }, options);
    sendFailuresTo({ queue: this.deadLetters, key }, target, timeoutsAndRetries);
    return new LambdaTarget(target, options);
  }

  private rememberChanges(target: IFunction | IQueue, { dedupeWindow, key }: IMetaWebhooks): void {
    const fn = this.functionOfThisApp(target, 'changeHandler');
    IdempotencyTable.of(fn, { window: dedupeWindow, key });
    if ((fn.timeout?.toSeconds() ?? 0) <= MAX_ONCE_TIMEOUT_SECONDS) return;
    const advice =
      'give this function a time-out of 60 seconds at most: Lambda’s two retries come one and three minutes ' +
      'after a run that died, and find its change still under way';
    Annotations.of(fn).addWarningV2('meta-webhooks-aws:once-per-change-time-out', advice);
  }

  private readValues(target: IFunction | IQueue, { bucket, key }: IMetaWebhooks): void {
    const fn = this.functionOfThisApp(target, 'largeValues');
    fn.addToRolePolicy(policyStatement(['s3:GetObject'], [bucket.arnForObjects('values/*')]));
    if (key) fn.addToRolePolicy(grantViaService(key, ['kms:Decrypt'], ['s3']));
  }

  private functionOfThisApp(target: IFunction | IQueue, option: string): LambdaFunction {
    if (target instanceof LambdaFunction) return target;
    const problem = `${this.node.path}: ${option} needs a target that is a function made in this app`;
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'leave the option out, or hand over the function itself, not an alias, an imported one or a queue',
      [problem],
    );
  }
}
