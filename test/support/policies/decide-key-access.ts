import { evaluateCondition } from './evaluate-condition.ts';
import { toList } from './policy.ts';
import type { Caller, NamedPrincipals, OneOrMany, PolicyDocument, PolicyRequest, Statement } from './policy.ts';
import { matchesWildcards, splitArn } from './wildcards.ts';

/** The policies that decide about the use of a KMS key. */
export interface KeyPolicies {
  readonly keyPolicy: PolicyDocument;
  /** Policies of the calling role; none for a service. */
  readonly identityPolicies: readonly PolicyDocument[];
}

/** Result of an evaluation. An implicit denial means that no statement allows the request. */
export type Decision = 'allowed' | 'explicit deny' | 'implicit deny';

/** How a statement of a key policy names the caller: itself, or its account. */
type Reach = 'caller' | 'account';

/**
 * Decides about a request to use a KMS key, as KMS does: the key policy must allow the caller, or the caller's account
 * together with a policy of the caller. A caller of another account always needs both.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html (both 2026-11)
 */
export function decideKeyAccess(request: PolicyRequest, { keyPolicy, identityPolicies }: KeyPolicies): Decision {
  const ofKey = toList(keyPolicy.Statement).filter((one) => matchesRequest(one, request));
  const reaches = (effect: Statement['Effect']): readonly (Reach | undefined)[] =>
    ofKey.filter(({ Effect }) => Effect === effect).map((one) => getReach(one, request.caller));
  const ofCaller = identityPolicies.flatMap(({ Statement }) => toList(Statement));
  const own = ofCaller.filter((one) => matchesRequest(one, request)).map(({ Effect }) => Effect);

  if (own.includes('Deny') || reaches('Deny').some((reach) => reach !== undefined)) return 'explicit deny';
  const allows = reaches('Allow');
  const byItself = allows.includes('caller') && !isForeign(request);
  const byBoth = allows.some((reach) => reach !== undefined) && own.includes('Allow');
  return byItself || byBoth ? 'allowed' : 'implicit deny';
}

/**
 * Returns whether the action, the resource and the condition of a statement match a request.
 * @throws Error for a statement without an action, and as {@link evaluateCondition} does
 */
export function matchesRequest(statement: Statement, { action, resource, context }: PolicyRequest): boolean {
  const { Action, NotAction, Resource, NotResource, Condition = {} } = statement;
  if (Action === undefined && NotAction === undefined) throw new Error('the statement has no Action or NotAction');
  const isAction = (pattern: string): boolean => matchesWildcards(pattern.toLowerCase(), action.toLowerCase());
  const isResource = (pattern: string): boolean => matchesWildcards(pattern, resource);
  return (
    isCovered({ named: Action, excepted: NotAction }, isAction) &&
    isCovered({ named: Resource, excepted: NotResource }, isResource) &&
    evaluateCondition(Condition, context)
  );
}

interface Scope {
  readonly named: OneOrMany<string> | undefined;
  readonly excepted: OneOrMany<string> | undefined;
}

/** A statement without a resource is about the resource that has the policy. */
const isCovered = ({ named, excepted }: Scope, matches: (pattern: string) => boolean): boolean =>
  excepted === undefined ? named === undefined || toList(named).some(matches) : !toList(excepted).some(matches);

function getReach({ Principal, NotPrincipal }: Statement, caller: Caller): Reach | undefined {
  if (NotPrincipal !== undefined) throw new Error('NotPrincipal is not supported');
  if (Principal === undefined) throw new Error('a statement of a key policy needs a Principal');
  if (Principal === '*') return 'caller';
  return 'service' in caller ? reachOfService(Principal, caller.service) : reachOfRole(Principal, caller.role);
}

const reachOfService = ({ Service = [] }: NamedPrincipals, service: string): Reach | undefined =>
  toList(Service).includes(service) ? 'caller' : undefined;

function reachOfRole({ AWS = [] }: NamedPrincipals, role: string): Reach | undefined {
  const names = toList(AWS);
  if (names.includes('*') || names.includes(role)) return 'caller';
  return names.some((name) => isAccount(name, role)) ? 'account' : undefined;
}

/** An account is named by its id, or by `arn:…:iam::<id>:root`. */
function isAccount(name: string, role: string): boolean {
  const [, partition, , , account] = splitArn(role);
  return name === account || name === `arn:${partition}:iam::${account}:root`;
}

const isForeign = ({ caller, resource }: PolicyRequest): boolean =>
  'role' in caller && splitArn(caller.role)[4] !== splitArn(resource)[4];
