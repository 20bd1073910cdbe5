import { matchesWildcards } from '../support/policies/wildcards.ts';

/** A decision that the emulator made about a request. */
export interface Decision {
  /** Name of the role; empty for a request that no role signed. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** Code of a request that failed before any policy was evaluated. */
  readonly error?: string;
}

/** One action that a role's policy allows on one resource. Both may have wildcards. */
export interface Grant {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
}

/** A statement of a role's policy, as CDK writes it. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

/** A row of a table: what it covers, with wildcards, and why that is right. */
export interface Explanation {
  /** Role as {@link shortRole} gives it. */
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
}

/** What a run of the deploy tests left, and the tables that it is compared with. */
export interface Run {
  readonly decisions: readonly Decision[];
  readonly grants: readonly Grant[];
  readonly deniedOnPurpose: readonly Explanation[];
  readonly unused: readonly Explanation[];
  /** Whether every suite ran. Only then must each grant be used and each row apply. */
  readonly complete: boolean;
}

/** `MetaWebhooks-WorkerHandlerRole148E68E8-E640E1F70C153` is `WorkerHandler`; another role keeps its name. */
export const shortRole = (name: string): string => /^MetaWebhooks-(\w+)Role[0-9A-F]{8}-/.exec(name)?.[1] ?? name;

/** Lists what the statements of a role's policy allow. */
export function listGrants(role: string, statements: readonly Statement[]): Grant[] {
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, Resource }) =>
      [Action].flat().flatMap((action) => [Resource].flat().map((resource) => ({ role, action, resource }))),
    );
}

/**
 * Finds denials and unused grants without an explanation, and explanations that explain nothing.
 * @returns one line each; none when the roles may do what they do, and no more
 */
export function findProblems({ decisions, grants, deniedOnPurpose, unused, complete }: Run): string[] {
  const denied = decisions.filter(({ allowed }) => !allowed);
  const allowed = uniqueBy(
    decisions.filter((decision) => decision.allowed),
    formatGrant,
  );
  const idle = uniqueBy(grants, formatGrant).filter((grant) => !allowed.some((decision) => covers(grant, decision)));
  const problems = unexplained(denied, deniedOnPurpose).map((line) => `denied: ${line}`);
  if (complete) {
    problems.push(
      ...unexplained(idle, unused).map((line) => `granted but never used: ${line}`),
      ...superfluous(denied, deniedOnPurpose).map((line) => `expected to be denied, but was not: ${line}`),
      ...superfluous(idle, unused).map((line) => `explained as never used, but was used or is not granted: ${line}`),
    );
  }
  return problems;
}

const unexplained = (found: readonly (Grant & { error?: string })[], table: readonly Explanation[]): string[] => [
  ...new Set(found.filter((one) => !table.some((row) => covers(row, shorten(one)))).map(formatGrant)),
];

const superfluous = (found: readonly Grant[], table: readonly Explanation[]): string[] =>
  table.filter((row) => !found.some((one) => covers(row, shorten(one)))).map(formatGrant);

const shorten = (grant: Grant): Grant => ({ ...grant, role: shortRole(grant.role) });

/** Whether a pattern of all three parts matches. */
const covers = (pattern: Grant, { role, action, resource }: Grant): boolean =>
  matchesWildcards(pattern.role, role) &&
  matchesWildcards(pattern.action, action) &&
  matchesWildcards(pattern.resource, resource);

const formatGrant = ({ role, action, resource, error }: Grant & { readonly error?: string }): string =>
  `${role || 'no role'} ${action} ${resource}${error === undefined ? '' : ` (${error})`}`;

const uniqueBy = <T>(items: readonly T[], key: (item: T) => string): T[] => [
  ...new Map(items.map((item) => [key(item), item])).values(),
];
