import type { OutputName } from '../../aws/stack.ts';
import { AWS_LIMIT_MS, failed, ok, warning, type Check, type Finding } from './check.ts';

const OUTPUTS: readonly OutputName[] = [
  'archiveBucketName',
  'claimTableName',
  'deadLetterQueueUrl',
  'queueUrl',
  'eventBusName',
];

/** Checks whether the last deployment has finished, and has all outputs that the commands need. */
export const stackCheck: Check = {
  name: 'stack',
  limitMs: AWS_LIMIT_MS,
  examine: ({ context: { stack } }) => {
    const missing = OUTPUTS.filter((name) => (stack.optionalOutput(name) ?? '') === '');
    if (missing.length > 0)
      return Promise.resolve(
        failed(
          `the receiver ${stack.id} of ${stack.name} (${stack.status}) has no ${missing.join(', ')} in its output`,
          'Run `npx cdk deploy --all`.',
        ),
      );
    if (stack.apps().length === 0)
      return Promise.resolve(
        failed(
          `the receiver ${stack.id} of ${stack.name} (${stack.status}) has no callback URL`,
          'Run `npx cdk deploy --all`.',
        ),
      );
    return Promise.resolve(ofStatus(stack.name, stack.status));
  },
};

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/view-stack-events.html */
function ofStatus(name: string, status: string): Finding {
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return ok(`${name} is ${status}`);
  if (/^(CREATE|UPDATE|IMPORT)_(IN_PROGRESS|COMPLETE_CLEANUP_IN_PROGRESS)$/.test(status))
    return warning(`${name} is ${status}`, 'Wait until the deployment has finished, then run doctor again.');
  if (/^(UPDATE|IMPORT)_ROLLBACK_COMPLETE$/.test(status))
    return warning(
      `${name} is ${status}: the last deployment was rolled back`,
      'Look for the error in the stack events in CloudFormation, then run `npx cdk deploy --all`.',
    );
  return failed(`${name} is ${status}`, 'Look for the error in the stack events in CloudFormation.');
}
