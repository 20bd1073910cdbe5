import { Alias, EventInvokeConfig, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import type { CfnEventInvokeConfig, EventInvokeConfigOptions, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { policyStatement } from '../policy-statement.ts';
import { DATA_ACTIONS } from '../constructs/customer-key.ts';
import { findTargetPolicy, grantKeyToFunction, grantToFunction, isElsewhere } from './function-grant.ts';

/**
 * Lambda's limits for asynchronous invocations. @see
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html (2026-11)
 */
const MAX_RETRIES = 2;
const MAX_EVENT_AGE = Duration.hours(6);

/** Specifies the retries of a rule. For a function, Lambda's limits apply too. */
export interface TimeoutsAndRetries {
  readonly maxEventAge: Duration;
  readonly retryAttempts: number;
}

/** Queue for failures, its customer managed key if it has one, and the retries before. */
export interface FailureQueue extends TimeoutsAndRetries {
  readonly queue: IQueue;
  readonly key: IKey | undefined;
}

/** Functions whose settings are in another stack, where CDK does not find them. */
const configuredElsewhere = new WeakSet<IConstruct>();

/**
 * Sends events for which a function throws to a queue. They do not reach the rule's dead-letter queue: for EventBridge,
 * an event is delivered when Lambda accepts it, and Lambda drops it after the function fails three times.
 *
 * A function has one failure destination. If it already has one, that stays. For an imported function, or one with
 * asynchronous settings but no destination, synthesis prints a warning.
 * @param scope - construct of the rule. The settings are in its stack
 */
export function sendFailuresTo(scope: Construct, target: IFunction, failures: FailureQueue): void {
  const settings = findSettings(target);
  if (settings?.destinationConfig !== undefined || configuredElsewhere.has(target)) return;
  const ours = functionOfThisApp(target);
  if (settings !== undefined || !ours) {
    Annotations.of(target).addWarningV2(
      'meta-webhooks-aws:failures-are-dropped',
      'Add an onFailure destination where this function is created: Lambda drops the events for which it throws.',
    );
    return;
  }
  const options = asyncOptions(scope, ours, failures);
  if (!isElsewhere(scope, ours)) {
    target.configureAsyncInvoke(options);
    return;
  }
  configuredElsewhere.add(target);
  const qualifier = qualifierOf(target);
  const config = new EventInvokeConfig(scope, 'EventInvokeConfig', { function: ours, qualifier, ...options });
  const policy = findTargetPolicy(scope);
  if (policy) config.node.addDependency(policy); // Lambda checks that the role may send to the queue.
}

function findSettings(target: IFunction): CfnEventInvokeConfig | undefined {
  return target.node.tryFindChild('EventInvokeConfig')?.node.defaultChild as CfnEventInvokeConfig | undefined;
}

function asyncOptions(
  scope: Construct,
  ours: LambdaFunction,
  { queue, key, maxEventAge, retryAttempts }: FailureQueue,
): EventInvokeConfigOptions {
  return {
    onFailure: {
      bind: () => {
        grantToFunction(scope, ours, policyStatement(['sqs:SendMessage'], [queue.queueArn]));
        if (key) {
          grantKeyToFunction(scope, ours, { key, actions: DATA_ACTIONS, services: ['sqs'], before: [queue] });
        }
        return { destination: queue.queueArn };
      },
    },
    maxEventAge: Duration.seconds(Math.min(maxEventAge.toSeconds(), MAX_EVENT_AGE.toSeconds())),
    retryAttempts: Math.min(retryAttempts, MAX_RETRIES),
  };
}

function qualifierOf(target: IFunction): string | undefined {
  if (target instanceof Alias) return target.aliasName;
  return target instanceof Version ? target.version : undefined;
}

/** Returns the function if this app creates it, so that permissions can be added to its role. */
function functionOfThisApp(target: IFunction): LambdaFunction | undefined {
  const made = target instanceof Alias || target instanceof Version ? target.lambda : target;
  return made instanceof LambdaFunction ? made : undefined;
}
