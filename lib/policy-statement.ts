import { PolicyStatement } from 'aws-cdk-lib/aws-iam';

/**
 * Returns a policy statement. CDK's grants allow more than the functions need.
 * @param actions - full names without wildcards, for example `sqs:SendMessage`
 * @param resources - ARNs
 */
export function policyStatement(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
