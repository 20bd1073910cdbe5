/** One value or a list, as policies write them. */
export type OneOrMany<T> = T | readonly T[];

/** Values by condition key, by condition operator. */
export type Condition = Readonly<Record<string, Readonly<Record<string, OneOrMany<string | boolean>>>>>;

/** The principals of a statement: roles and accounts, and AWS services, for example `events.amazonaws.com`. */
export interface NamedPrincipals {
  readonly AWS?: OneOrMany<string>;
  readonly Service?: OneOrMany<string>;
}

/** The principals of a statement; `*` is everybody. */
export type PrincipalElement = '*' | NamedPrincipals;

/** A statement of a policy, with every reference resolved. */
export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: Condition;
}

/** A policy of an identity or of a resource. */
export interface PolicyDocument {
  readonly Statement: OneOrMany<Statement>;
}

/** Values of a request by condition key. */
export type RequestContext = Readonly<Record<string, OneOrMany<string>>>;

/** The caller of a request: a role, by its ARN, or an AWS service that calls for itself. */
export type Caller = { readonly role: string } | { readonly service: string };

/** A request that policies allow or deny. */
export interface PolicyRequest {
  readonly caller: Caller;
  /** For example `kms:Decrypt`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  readonly context: RequestContext;
}

/** Returns a value or a list as a list. */
export const toList = <T>(value: OneOrMany<T>): readonly T[] => [value].flat() as readonly T[];
