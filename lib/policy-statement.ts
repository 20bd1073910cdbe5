import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * One permission, written manually: CDK's grants give more than a function here needs.
 * @param actions - in full, e.g. `sqs:SendMessage`; no wildcards
 * @param resources - ARNs
 */
export function policyStatement(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
