import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Names } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { TimeoutsAndRetries } from './failure-destination.ts';

/**
 * Gives a rule target a dead-letter queue and a retry policy, unless it has its own.
 * @param deadLetterQueue - queue in the stack of the rule
 */
export function withDeadLetters(
  target: IRuleTarget,
  deadLetterQueue: IQueue,
  { maxEventAge, retryAttempts }: TimeoutsAndRetries,
): IRuleTarget {
  return {
    bind: (rule, id) => {
      const bound = target.bind(rule, id);
      if (bound.deadLetterConfig === undefined) {
        deadLetterQueue.addToResourcePolicy(
          new PolicyStatement({
            sid: `AllowEventRule${Names.nodeUniqueId((rule as unknown as Construct).node)}`,
            effect: Effect.ALLOW,
            principals: [new ServicePrincipal('events.amazonaws.com')],
            actions: ['sqs:SendMessage'],
            resources: [deadLetterQueue.queueArn],
            conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleRef.ruleArn } },
          }),
        );
      }
      return {
        ...bound,
        deadLetterConfig: bound.deadLetterConfig ?? { arn: deadLetterQueue.queueArn },
        retryPolicy: bound.retryPolicy ?? {
          maximumEventAgeInSeconds: maxEventAge.toSeconds(),
          maximumRetryAttempts: retryAttempts,
        },
      };
    },
  };
}
