import { Policy } from 'aws-cdk-lib/aws-iam';
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct, IConstruct } from 'constructs';
import { grantViaService } from '../constructs/customer-key.ts';
import { permitKeyFirst, type KeyUse } from '../constructs/key-policy.ts';

const ID = 'TargetPolicy';

/** Returns whether a construct is in another stack than the scope. */
export function isElsewhere(scope: Construct, construct: IConstruct): boolean {
  return Stack.of(scope) !== Stack.of(construct);
}

/**
 * Allows the role of a function something. For a function in another stack, the policy is created in the stack of the
 * scope: it refers to the role, so the role's stack must not refer back to this one.
 */
export function grantToFunction(scope: Construct, fn: LambdaFunction, statement: PolicyStatement): void {
  if (!isElsewhere(scope, fn)) {
    fn.addToRolePolicy(statement);
    return;
  }
  targetPolicy(scope, fn).addStatements(statement);
}

/**
 * Allows the role of a function to use the key, as {@link permitKeyFirst}, from the stack of the scope. For a function
 * in another stack, the order of updates is not controlled.
 */
export function grantKeyToFunction(scope: Construct, fn: LambdaFunction, use: KeyUse): void {
  if (!isElsewhere(scope, fn)) {
    permitKeyFirst(fn, use);
    return;
  }
  targetPolicy(scope, fn).addStatements(grantViaService(use.key, use.actions, use.services));
}

/** Returns the policy in the stack of the scope, on which resources of that stack can depend. */
export function findTargetPolicy(scope: Construct): Policy | undefined {
  return scope.node.tryFindChild(ID) as Policy | undefined;
}

function targetPolicy(scope: Construct, fn: LambdaFunction): Policy {
  const policy = findTargetPolicy(scope) ?? new Policy(scope, ID);
  fn.role?.attachInlinePolicy(policy);
  return policy;
}
