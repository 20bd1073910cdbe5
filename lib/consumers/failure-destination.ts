import { Alias, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import type { CfnEventInvokeConfig, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration } from 'aws-cdk-lib/core';
import { policyStatement } from '../policy-statement.ts';
import { DATA_ACTIONS } from '../constructs/customer-key.ts';
import { permitKeyFirst } from '../constructs/key-policy.ts';

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

/** Queue for failures, and its customer managed key if it has one. */
export interface FailureQueue {
  readonly queue: IQueue;
  readonly key: IKey | undefined;
}

/**
 * Sends events for which a function throws to a queue. They do not reach the rule's dead-letter queue: for EventBridge,
 * an event is delivered when Lambda accepts it, and Lambda drops it after the function fails three times.
 *
 * A function has one failure destination. If it already has one, that stays. For an imported function, or one with
 * asynchronous settings but no destination, synthesis prints a warning.
 */
export function sendFailuresTo(
  { queue, key }: FailureQueue,
  target: IFunction,
  { maxEventAge, retryAttempts }: TimeoutsAndRetries,
): void {
  const settings = target.node.tryFindChild('EventInvokeConfig')?.node.defaultChild as CfnEventInvokeConfig | undefined;
  if (settings?.destinationConfig !== undefined) return;
  const ours = functionOfThisApp(target);
  if (settings !== undefined || !ours) {
    Annotations.of(target).addWarningV2(
      'meta-webhooks-aws:failures-are-dropped',
      'Add an onFailure destination where this function is created: Lambda drops the events for which it throws.',
    );
    return;
  }
  target.configureAsyncInvoke({
    onFailure: {
      bind: (_scope, fn) => {
        fn.addToRolePolicy(policyStatement(['sqs:SendMessage'], [queue.queueArn]));
        if (key) permitKeyFirst(ours, { key, actions: DATA_ACTIONS, services: ['sqs'], before: [queue] });
        return { destination: queue.queueArn };
      },
    },
    maxEventAge: Duration.seconds(Math.min(maxEventAge.toSeconds(), MAX_EVENT_AGE.toSeconds())),
    retryAttempts: Math.min(retryAttempts, MAX_RETRIES),
  });
}

/** Returns the function if this app creates it, so that permissions can be added to its role. */
function functionOfThisApp(target: IFunction): LambdaFunction | undefined {
  const made = target instanceof Alias || target instanceof Version ? target.lambda : target;
  return made instanceof LambdaFunction ? made : undefined;
}
