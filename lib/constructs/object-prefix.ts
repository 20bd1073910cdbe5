import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { CfnElement, Stack, Validations } from 'aws-cdk-lib/core';
import type { IConstruct } from 'constructs';

/**
 * Acknowledges cdk-nag's finding about a permission for all objects under a prefix of a bucket. For a bucket of another
 * stack or app it does nothing, because the name of the finding is not known.
 * @param prefix - with the trailing slash, for example `oversize/`
 */
export function acknowledgeObjectPrefix(scope: IConstruct, bucket: IBucket, prefix: string): void {
  const resource = bucket.node.defaultChild;
  if (!resource || !CfnElement.isCfnElement(resource) || Stack.of(scope) !== Stack.of(bucket)) return;
  const logicalId = Stack.of(bucket).resolve(resource.logicalId) as string;
  Validations.of(scope).acknowledge({
    id: `AwsSolutions-IAM5[Resource::<${logicalId}.Arn>/${prefix}*]`,
    reason: 'Object keys are generated at run time; the prefix is the narrowest possible resource.',
  });
}
