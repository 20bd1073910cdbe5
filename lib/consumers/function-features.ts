import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Annotations, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { acknowledgeObjectPrefix } from '../constructs/object-prefix.ts';
import { ConfigurationError } from '../configuration/rules.ts';
import type { IMetaWebhooks } from '../meta-webhooks-interface.ts';
import { policyStatement } from '../policy-statement.ts';
import { grantKeyToFunction, grantToFunction, isElsewhere } from './function-grant.ts';
import { IdempotencyTable } from './idempotency-table.ts';

/** Lambda retries after one minute, then after two. By then a crashed invocation must not count as in progress. */
const MAX_IDEMPOTENT_SECONDS = 60;

/** A construct that knows the receiver. */
type Rule = Construct & { readonly webhooks: IMetaWebhooks };

/**
 * Creates the idempotency table of a function, or returns the one that it has. The table is in the stack of the
 * function, whose environment has its name.
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID if the stacks would refer to each other
 */
export function addIdempotencyTable(rule: Rule, fn: LambdaFunction): IdempotencyTable {
  const { dedupeWindow: window, encryptionKey: key } = rule.webhooks;
  if (key && isElsewhere(rule, fn) && Stack.of(key) === Stack.of(rule)) {
    throw new ConfigurationError('CONFIGURATION_INVALID', 'Create the rule in the stack of the function.', [
      `${rule.node.path}: idempotency with a customer managed key requires a rule in the stack of the function`,
    ]);
  }
  if ((fn.timeout?.toSeconds() ?? 0) > MAX_IDEMPOTENT_SECONDS) {
    const advice =
      'Set a timeout of 60 seconds at most. Lambda retries one and three minutes after a crashed invocation, and ' +
      'with a longer timeout its change still counts as in progress.';
    Annotations.of(fn).addWarningV2('meta-webhooks-aws:once-per-change-time-out', advice);
  }
  return IdempotencyTable.of(fn, { window, key });
}

/**
 * Allows a function to read the values that are too large for the bus.
 * @throws {@link ConfigurationError} CONFIGURATION_INVALID if the bucket of the receiver is not known
 */
export function readLargeValues(rule: Rule, fn: LambdaFunction): void {
  const { bucket, encryptionKey: key } = rule.webhooks;
  if (!bucket) {
    throw new ConfigurationError('CONFIGURATION_INVALID', 'Import the receiver with its bucket.', [
      `${rule.node.path}: largeValues requires the bucket of the receiver`,
    ]);
  }
  grantToFunction(rule, fn, policyStatement(['s3:GetObject'], [bucket.arnForObjects('values/*')]));
  acknowledgeObjectPrefix(fn.role ?? fn, bucket, 'values/');
  if (key) grantKeyToFunction(rule, fn, { key, actions: ['kms:Decrypt'], services: ['s3'] });
}
