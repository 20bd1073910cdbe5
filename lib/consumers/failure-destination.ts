import { Alias, Function as LambdaFunction, Version } from 'aws-cdk-lib/aws-lambda';
import type { CfnEventInvokeConfig, IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Annotations, Duration } from 'aws-cdk-lib/core';
import { policyStatement } from '../policy-statement.ts';
import { DATA_ACTIONS, grantViaService } from '../constructs/customer-key.ts';

/**
 * Lambda's own limits for events that it takes without an answer. @see
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html (2026-11)
 */
const MAX_RETRIES = 2;
const MAX_EVENT_AGE = Duration.hours(6);

/** How patient a rule is; a function is no more so than Lambda allows. */
export interface TimeoutsAndRetries {
  readonly maxEventAge: Duration;
  readonly retryAttempts: number;
}

/** Where failures go, and with what that queue is encrypted, if not with SQS's own key. */
export interface FailureQueue {
  readonly queue: IQueue;
  readonly key: IKey | undefined;
}

/**
 * Sends what a function throws at to a queue. The rule's own dead-letter queue does not get it: for EventBridge an
 * event is delivered once Lambda has taken it, and Lambda drops what the function failed at three times.
 *
 * A function has one such destination. One that has it already keeps it. One that is imported, or whose settings for
 * such events were made without it, cannot be given it here: synth says so.
 */
export function sendFailuresTo(
  { queue, key }: FailureQueue,
  target: IFunction,
  { maxEventAge, retryAttempts }: TimeoutsAndRetries,
): void {
  const settings = target.node.tryFindChild('EventInvokeConfig')?.node.defaultChild as CfnEventInvokeConfig | undefined;
  if (settings?.destinationConfig !== undefined) return;
  if (settings !== undefined || !isOurs(target)) {
    Annotations.of(target).addWarningV2(
      'meta-webhooks-aws:failures-are-dropped',
      'give this function an onFailure destination where it is made: Lambda drops the changes that it throws at',
    );
    return;
  }
  target.configureAsyncInvoke({
    onFailure: {
      bind: (_scope, fn) => {
        fn.addToRolePolicy(policyStatement(['sqs:SendMessage'], [queue.queueArn]));
        if (key) fn.addToRolePolicy(grantViaService(key, DATA_ACTIONS, ['sqs']));
        return { destination: queue.queueArn };
      },
    },
    maxEventAge: Duration.seconds(Math.min(maxEventAge.toSeconds(), MAX_EVENT_AGE.toSeconds())),
    retryAttempts: Math.min(retryAttempts, MAX_RETRIES),
  });
}

/** Made in this app, so that its role can be told. */
function isOurs(target: IFunction): boolean {
  const made = target instanceof Alias || target instanceof Version ? target.lambda : target;
  return made instanceof LambdaFunction;
}
