import { Policy } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IConstruct } from 'constructs';
import { grantViaService } from './customer-key.ts';

const ID = 'KeyPolicy';

/** A use of the customer managed key by a function's role. */
export interface KeyUse {
  readonly key: IKey;
  /** Full names of KMS actions, for example `kms:Decrypt`. */
  readonly actions: readonly string[];
  /** Services through which the role uses the key, for example `sqs`. */
  readonly services: readonly string[];
  /** Resources that the key encrypts. CloudFormation changes them after the policy. @default - none */
  readonly before?: readonly IConstruct[];
}

/**
 * Allows the role of a function to use the key, in a policy of its own. That policy refers only to the role and the
 * key, so CloudFormation can update it before the encrypted resources. In the role's default policy, which refers to
 * these resources, the permission would come after them, and calls would fail in between.
 */
export function permitKeyFirst(fn: LambdaFunction, { key, actions, services, before = [] }: KeyUse): void {
  const policy = (fn.node.tryFindChild(ID) as Policy | undefined) ?? new Policy(fn, ID);
  policy.addStatements(grantViaService(key, actions, services));
  fn.role?.attachInlinePolicy(policy);
  for (const resource of before) resource.node.addDependency(policy);
}
