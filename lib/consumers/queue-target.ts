import type { IRuleTarget } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { SqsQueueProps } from 'aws-cdk-lib/aws-events-targets';
import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Stack, Token, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/**
 * Creates a rule target for a queue. The policy of the customer managed key already allows EventBridge, but CDK would
 * add broader permissions with wildcards. In that case, this function writes the queue policy itself.
 * @param key - customer managed key of the deployment
 */
export function queueTarget(
  scope: Construct,
  { queue, key }: { readonly queue: IQueue; readonly key: IKey | undefined },
  options: SqsQueueProps,
): IRuleTarget {
  if (key === undefined || queue.encryptionMasterKey !== key) return new SqsQueue(queue, options);
  const { queueArn, queueUrl } = queue;
  if (!Token.isUnresolved(Stack.of(scope).region)) {
    Validations.of(scope).acknowledge({
      id: 'Annotation::@aws-cdk/aws-events:ruleUnresolvedEnvironment',
      reason: 'The queue is in the stack of the rule. In a stack with a region, CDK cannot read that from its ARN.',
    });
  }
  const asKnownByArn = new SqsQueue(Queue.fromQueueAttributes(scope, 'Target', { queueArn, queueUrl }), options);
  return {
    bind: (rule, id) => {
      queue.addToResourcePolicy(
        new PolicyStatement({
          effect: Effect.ALLOW,
          principals: [new ServicePrincipal('events.amazonaws.com')],
          actions: ['sqs:SendMessage'],
          resources: [queueArn],
          conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleRef.ruleArn } },
        }),
      );
      return asKnownByArn.bind(rule, id);
    },
  };
}
