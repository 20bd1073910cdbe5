import { toList, type Condition, type RequestContext } from './policy.ts';
import { matchesArn, matchesWildcards } from './wildcards.ts';

type Comparison = (expected: string, actual: string) => boolean;

const ignoringCase: Comparison = (expected, actual) => expected.toLowerCase() === actual.toLowerCase();

/**
 * The operators that this project's policies may use. An operator that is missing here throws, so that a new one is
 * not taken for true or false.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html (2026-11)
 */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  StringEquals: (expected, actual) => expected === actual,
  StringEqualsIgnoreCase: ignoringCase,
  StringLike: matchesWildcards,
  ArnEquals: matchesArn,
  ArnLike: matchesArn,
  Bool: ignoringCase,
};

interface Operator {
  readonly set: string | undefined;
  readonly compare: Comparison;
  readonly isNegated: boolean;
  readonly ifExists: boolean;
}

/**
 * Evaluates the condition block of a statement: every operator and every key in it must be true.
 * @throws Error for an operator that is not supported, a policy variable, or a list without a set operator
 */
export function evaluateCondition(condition: Condition, context: RequestContext): boolean {
  return Object.entries(condition).every(([name, keys]) =>
    Object.entries(keys).every(([key, expected]) => {
      const values = toList(expected).map(String);
      const actual = readKey(context, key);
      if (name === 'Null') return (actual.length === 0) === values.includes('true');
      return evaluateOperator(name, values, actual);
    }),
  );
}

/** Returns the values of a condition key, whose name is not case-sensitive; none if the request does not have it. */
function readKey(context: RequestContext, key: string): readonly string[] {
  const found = Object.entries(context).find(([name]) => name.toLowerCase() === key.toLowerCase());
  return found ? toList(found[1]) : [];
}

function evaluateOperator(name: string, expected: readonly string[], actual: readonly string[]): boolean {
  const { set, compare, isNegated, ifExists } = parseOperator(name);
  const variable = expected.find((value) => value.includes('${'));
  if (variable !== undefined) throw new Error(`policy variables are not supported: ${variable}`);
  const matches = (value: string): boolean => isNegated !== expected.some((one) => compare(one, value));
  if (set === 'ForAllValues') return actual.every(matches);
  if (set === 'ForAnyValue') return actual.some(matches);
  const [value, ...others] = actual;
  if (value === undefined) return isNegated || ifExists;
  if (others.length > 0) throw new Error(`${name} needs ForAnyValue or ForAllValues for ${actual.join(', ')}`);
  return matches(value);
}

function parseOperator(name: string): Operator {
  const [, set, base = '', ifExists] = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? [];
  const positive = base.replace('Not', '');
  const compare = COMPARISONS[positive];
  if (!compare || (set !== undefined && ifExists !== undefined))
    throw new Error(`the condition operator ${name} is not supported`);
  return { set, compare, isNegated: positive !== base, ifExists: ifExists !== undefined };
}
