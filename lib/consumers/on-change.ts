import { Rule } from 'aws-cdk-lib/aws-events';
import type { IEventBus, IRuleTarget } from 'aws-cdk-lib/aws-events';
import { LambdaFunction, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption } from '../constructs/customer-key.ts';
import { EVENT_SOURCE } from '../../src/emit/event.ts';
import type { MetaWebhookDetailType, MetaWebhookEventOf } from '../../src/emit/meta-webhook-event.ts';

/** EventBridge's own limits, and its defaults. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;

/** An object that the catalog knows. */
export type KnownObject = MetaWebhookDetailType extends infer T ? (T extends `${infer O}.${string}` ? O : never) : never;
/** A field of an object that the catalog knows. */
export type KnownField<O extends KnownObject> = Extract<MetaWebhookDetailType, `${O}.${string}`> extends infer T
  ? T extends `${O}.${infer F}`
    ? F
    : never
  : never;
/** A kind of a field. */
export type KnownKind<O extends KnownObject, F extends KnownField<O>> = MetaWebhookEventOf<Extract<`${O}.${F}`, MetaWebhookDetailType>>['detail']['kind'];

export interface OnChangeProps<O extends KnownObject, F extends KnownField<O>> {
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
   * For how long a delivery that failed is tried again, at most 24 hours.
   * @default Duration.hours(24)
   */
  readonly maxEventAge?: Duration;
  /**
   * How often it is tried again, 0 to 185.
   * @default 185
   */
  readonly retryAttempts?: number;
}

/**
 * Hands changes of one field to a function or a queue: the rule, the permission to call it, and a dead-letter queue,
 * because EventBridge drops what it could not hand over.
 */
export class OnChange<O extends KnownObject, F extends KnownField<O>> extends Construct {
  readonly rule: Rule;
  /** What the target did not take. Kept for 14 days, and when the stack goes. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, key, ...props }: OnChangeProps<O, F> & { readonly bus: IEventBus; readonly key?: IKey }) {
    super(scope, id);
    const { object, field, kinds, app } = props;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...queueEncryption(key),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(this.deadLetters).acknowledge({ id: 'AwsSolutions-SQS3', reason: 'It is the dead-letter queue of a rule’s target, which cdk-nag does not look for.' });
    const detail = { ...(kinds && { kind: [...kinds] }), ...(app !== undefined && { app: [app] }) };
    this.rule = new Rule(this, 'Rule', {
      eventBus: bus,
      description: `${object}.${field} to ${id}`,
      eventPattern: { source: [EVENT_SOURCE], detailType: [`${object}.${field}`], ...(Object.keys(detail).length > 0 && { detail }) },
      targets: [this.targetOf(props)],
    });
  }

  private targetOf({ target, maxEventAge = MAX_EVENT_AGE, retryAttempts = MAX_RETRIES }: OnChangeProps<O, F>): IRuleTarget {
    const options = { deadLetterQueue: this.deadLetters, maxEventAge, retryAttempts };
    return 'functionArn' in target ? new LambdaFunction(target, options) : new SqsQueue(target, options);
  }
}
