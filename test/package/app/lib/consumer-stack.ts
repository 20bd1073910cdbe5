import { CfnOutput, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { ChangeConsumer, type IMetaWebhooks } from 'meta-webhooks-aws';

/** A consumer in a stack of its own. */
export class ConsumerStack extends Stack {
  constructor(scope: Construct, id: string, { webhooks }: { readonly webhooks: IMetaWebhooks }) {
    super(scope, id);
    const comments = new ChangeConsumer(this, 'Comments', {
      webhooks,
      detailType: 'instagram.comments',
      entry: 'consumers/comments.ts',
    });
    new CfnOutput(this, 'FunctionName', { value: comments.function.functionName });
    new CfnOutput(this, 'LogGroupName', { value: comments.function.logGroup.logGroupName });
  }
}
