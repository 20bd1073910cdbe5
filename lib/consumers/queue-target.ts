import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { isElsewhere } from './function-grant.ts';

/** The queue of a rule. */
export interface QueueTarget {
  readonly queue: IQueue;
  /** Customer managed key of the receiver. */
  readonly key: IKey | undefined;
  /** Physical name of the rule. */
  readonly ruleName: string;
}

/**
 * Creates a rule target for a queue. In two cases, this function writes the queue policy itself:
 * - The queue has the receiver's customer managed key. Its policy already allows EventBridge, but CDK would add broader
 *   permissions with wildcards.
 * - The queue is in another stack. CDK's queue policy would refer to the rule, which refers to the queue.
 */
export function queueTarget(scope: Construct, { queue, key, ruleName }: QueueTarget): IRuleTarget {
  const hasOurKey = key !== undefined && queue.encryptionMasterKey === key;
  const elsewhere = isElsewhere(scope, queue);
  const needsOwnPolicy = hasOurKey || (elsewhere && queue.encryptionMasterKey === undefined);
  if (!needsOwnPolicy) return new SqsQueue(queue);
  return {
    bind: (rule) => {
      const condition = elsewhere
        ? { ArnLike: { 'aws:SourceArn': anyBusRuleArn(queue, ruleName) } }
        : { ArnEquals: { 'aws:SourceArn': rule.ruleRef.ruleArn } };
      queue.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.ALLOW,
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queue.queueArn],
          conditions: condition,
        }),
      );
      return { arn: queue.queueArn, targetResource: queue };
    },
  };
}

/** Returns the ARN of the rule, with any bus: the name of the bus may be a reference to the other stack. */
function anyBusRuleArn(queue: IQueue, ruleName: string): string {
  return Stack.of(queue).formatArn({ service: 'events', resource: 'rule', resourceName: `*/${ruleName}` });
}
