import { DENIED_ON_PURPOSE, UNUSED } from '../../iam/explained.ts';
import { findProblems } from '../../iam/permissions.ts';
import { readDecisions, readGrants } from '../role-policies.ts';

/** Files of one run: what the emulator decided, and what the roles were granted by each deployment. */
export interface IamLog {
  readonly decisions: string;
  readonly grants: string;
}

/**
 * Compares what the roles did with what they may do.
 * @param complete - whether every suite ran, so that each grant has to be used
 * @returns a line for people
 * @throws Error with a line for each denial and each unused grant that no table explains
 */
export function checkPermissions(log: IamLog, complete: boolean): string {
  const [decisions, grants] = [readDecisions(log.decisions), readGrants(log.grants)];
  const problems = findProblems({ decisions, grants, deniedOnPurpose: DENIED_ON_PURPOSE, unused: UNUSED, complete });
  if (problems.length > 0) throw new Error(`IAM, see test/iam/explained.ts:\n${problems.join('\n')}`);
  return `${decisions.length} IAM decisions, none without an explanation${complete ? '' : '; not all suites ran'}`;
}
