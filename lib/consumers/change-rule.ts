import { Rule } from 'aws-cdk-lib/aws-events';
import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Duration, Names, RemovalPolicy, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { queueEncryption } from '../constructs/customer-key.ts';
import { ConfigurationError } from '../configuration/rules.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';
import { ownId } from '../receiver-names.ts';
import { changePattern, detailTypesOf, type ChangeDetailType, type ChangeSelection } from './change-pattern.ts';
import { registerConsumer } from './consumer-registry.ts';
import { withDeadLetters } from './dead-letter-target.ts';
import { sendFailuresTo } from './failure-destination.ts';
import { addIdempotencyTable, readLargeValues } from './function-features.ts';
import { isElsewhere } from './function-grant.ts';
import { HttpsTarget } from './https-target.ts';
import type { IdempotencyTable } from './idempotency-table.ts';
import { queueTarget } from './queue-target.ts';

/**
 * Limits and defaults of EventBridge. @see
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
const MAX_EVENT_AGE = Duration.hours(24);
const MAX_RETRIES = 185;
/** Limits of a rule. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const MAX_NAME_CHARACTERS = 64;
const MAX_DESCRIPTION_CHARACTERS = 512;

/** A function, a queue, any target of a rule, or an `https://` URL. */
export type ChangeTarget = IFunction | IQueue | IRuleTarget | string;

/** Changes, and how a rule sends them. */
export interface ChangeRuleSettings<T extends ChangeDetailType> extends ChangeSelection<T> {
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
   * Creates the table with which `changeHandler` is idempotent, if the function has none, and allows the function to
   * use it. Only for functions that this app creates, with a timeout of one minute at most.
   * @default false
   */
  readonly idempotency?: boolean;
  /**
   * Allows the function to read values over 240 KB from the receiver's bucket, for `loadValue`. Only for functions that
   * this app creates.
   * @default false
   */
  readonly largeValues?: boolean;
}

/** Properties of a {@link ChangeRule} other than the receiver. */
export interface ChangeRuleOptions<T extends ChangeDetailType> extends ChangeRuleSettings<T> {
  /**
   * Receives one event per invocation, message or request. A URL receives a POST with the event as JSON and a generated
   * key in the header `x-meta-webhooks-key`, and must answer within five seconds.
   */
  readonly target: ChangeTarget;
}

/** Properties of a {@link ChangeRule}. */
export interface ChangeRuleProps<T extends ChangeDetailType> extends ChangeRuleOptions<T> {
  /** The receiver: in this stack, in another stack, or imported. */
  readonly webhooks: IMetaWebhooks;
}

/**
 * Sends changes to a target. Creates the rule, the permission and a dead-letter queue in the stack of its scope:
 * EventBridge drops events that it cannot deliver, and Lambda drops events for which a function throws.
 *
 * The stack of the scope refers to the stacks of the receiver and of the target, and neither refers back.
 * @example
 * new ChangeRule(this, 'Leads', { webhooks, detailType: 'page.leadgen', target: fn });
 */
export class ChangeRule<T extends ChangeDetailType = ChangeDetailType> extends Construct {
  /** The receiver. */
  readonly webhooks: IMetaWebhooks;
  readonly rule: Rule;
  /** Name of the rule, as in its metrics. */
  readonly ruleName: string;
  /**
   * Dead-letter queue. For an event that the target did not accept, it has the event itself. For an event for which the
   * function threw, it has Lambda's record with the event as `requestPayload`. Retention is 14 days; CloudFormation
   * retains the queue.
   */
  readonly deadLetterQueue: Queue;
  /** Secret with the key that a URL receives. Absent for other targets. */
  readonly apiKeySecret?: ISecret;
  /** Table of the function's idempotency. Absent unless `idempotency` is true. */
  readonly idempotencyTable?: IdempotencyTable['table'];

  /** @throws {@link ConfigurationError} CONFIGURATION_INVALID for an unknown name or an option that does not fit */
  constructor(scope: Construct, id: string, props: ChangeRuleProps<T>) {
    super(scope, id);
    const eventPattern = changePattern(props, this.node.path, props.webhooks.appKeys);
    this.webhooks = props.webhooks;
    this.deadLetterQueue = this.addDeadLetterQueue();
    // An explicit name: CloudFormation's reference to a rule of a custom bus is `bus|rule`, which metrics do not use.
    this.ruleName = Names.uniqueResourceName(this, { maxLength: MAX_NAME_CHARACTERS, separator: '-' });
    const key = props.webhooks.encryptionKey;
    const target =
      typeof props.target === 'string'
        ? new HttpsTarget(this, 'Https', { url: props.target, encryptionKey: key })
        : props.target;
    if (target instanceof HttpsTarget) this.apiKeySecret = target.secret;
    this.rule = new Rule(this, 'Rule', {
      ruleName: this.ruleName,
      eventBus: props.webhooks.eventBus,
      description: `${detailTypesOf(props).join(', ')} to ${id}`.slice(0, MAX_DESCRIPTION_CHARACTERS),
      eventPattern,
      targets: [this.toRuleTarget(target, props)],
      enabled: props.enabled ?? true,
    });
    registerConsumer(this.webhooks, { construct: this, ruleName: this.ruleName, deadLetters: this.deadLetterQueue });
    if (props.idempotency === true) {
      this.idempotencyTable = addIdempotencyTable(this, this.requireFunction(props.target, 'idempotency')).table;
    }
    if (props.largeValues === true) readLargeValues(this, this.requireFunction(props.target, 'largeValues'));
  }

  private addDeadLetterQueue(): Queue {
    const queue = new Queue(this, 'DeadLetters', {
      ...queueEncryption(this.webhooks.encryptionKey),
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: this.webhooks.removalPolicy ?? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    Validations.of(queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of a rule target, which cdk-nag does not detect.',
    });
    return queue;
  }

  private toRuleTarget(target: Exclude<ChangeTarget, string>, props: ChangeRuleOptions<T>): IRuleTarget {
    const { maxEventAge = MAX_EVENT_AGE, retryAttempts = MAX_RETRIES } = props;
    const retries = { maxEventAge, retryAttempts };
    const key = this.webhooks.encryptionKey;
    if (isFunction(target)) {
      sendFailuresTo(this, target, { queue: this.deadLetterQueue, key, ...retries });
      return withDeadLetters(new LambdaTarget(target), this.deadLetterQueue, retries);
    }
    const ruleTarget = isQueue(target) ? queueTarget(this, { queue: target, key, ruleName: this.ruleName }) : target;
    return withDeadLetters(ruleTarget, this.deadLetterQueue, retries);
  }

  private requireFunction(target: ChangeTarget, option: string): LambdaFunction {
    if (target instanceof LambdaFunction) return target;
    const problem = `${this.node.path}: ${option} requires a target that is a function of this app`;
    throw new ConfigurationError(
      'CONFIGURATION_INVALID',
      'Remove the option, or pass the function itself, not an alias, an imported function or a queue.',
      [problem],
    );
  }
}

/**
 * Creates a {@link ChangeRule} for a receiver of the same app. If the target is in another stack, so is the rule: the
 * target's stack may then refer to the receiver, for its bucket or key, and the receiver does not depend on consumers.
 * @param receiver - scope of the rule, unless the target is in another stack
 */
export function addChangeRule<T extends ChangeDetailType>(
  receiver: Construct,
  id: string,
  props: ChangeRuleProps<T>,
): ChangeRule<T> {
  const { target } = props;
  const owner = target instanceof Construct && isElsewhere(receiver, target) ? target : undefined;
  return owner ? new ChangeRule(owner, `${ownId(receiver)}${id}`, props) : new ChangeRule(receiver, id, props);
}

function isFunction(target: Exclude<ChangeTarget, string>): target is IFunction {
  return 'functionArn' in target;
}

function isQueue(target: IQueue | IRuleTarget): target is IQueue {
  return 'queueArn' in target;
}
