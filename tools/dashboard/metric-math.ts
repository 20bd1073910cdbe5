import { parseExpression } from 'vega';
import type { Series } from './series.ts';

/** Value of an expression: a number, a series, or several series. */
export type MathValue = number | Series | readonly MathValue[];

/** The ESTree nodes that metric math uses. Its syntax is that of JavaScript expressions. */
type Node =
  | { readonly type: 'Literal'; readonly value: number }
  | { readonly type: 'Identifier'; readonly name: string }
  | { readonly type: 'UnaryExpression'; readonly operator: string; readonly argument: Node }
  | { readonly type: 'BinaryExpression'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly type: 'ArrayExpression'; readonly elements: readonly Node[] }
  | {
      readonly type: 'CallExpression';
      readonly callee: { readonly name: string };
      readonly arguments: readonly Node[];
    };

const OPERATORS: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
};

/**
 * Evaluates an expression of CloudWatch's metric math, limited to the functions that our alarms and graphs use. The
 * documentation does not define the result for a series without data; here, it stays without data, even with FILL.
 * @param ids - series by id
 * @param starts - starts of all periods in epoch ms, for FILL
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */
export function evaluate(expression: string, ids: ReadonlyMap<string, Series>, starts: readonly number[]): Series {
  const value = valueOf(parseExpression(expression) as Node, { ids, starts });
  if (isSeries(value)) return value;
  throw new Error(`${expression} is no series`);
}

interface Scope {
  readonly ids: ReadonlyMap<string, Series>;
  readonly starts: readonly number[];
}

function valueOf(node: Node, scope: Scope): MathValue {
  switch (node.type) {
    case 'Literal':
      return node.value;
    case 'Identifier':
      return scope.ids.get(node.name) ?? unknown(`id ${node.name}`);
    case 'UnaryExpression':
      return combine([0, valueOf(node.argument, scope)], ([zero = 0, value = 0]) => zero - value);
    case 'BinaryExpression':
      return operated(node, scope);
    case 'ArrayExpression':
      return node.elements.map((element) => valueOf(element, scope));
    case 'CallExpression':
      return called(node, scope);
  }
}

function operated({ operator, left, right }: Extract<Node, { type: 'BinaryExpression' }>, scope: Scope): MathValue {
  const operate = OPERATORS[operator] ?? unknown(`operator ${operator}`);
  return combine([valueOf(left, scope), valueOf(right, scope)], ([a = 0, b = 0]) => operate(a, b));
}

function called(
  { callee: { name }, arguments: given }: Extract<Node, { type: 'CallExpression' }>,
  scope: Scope,
): MathValue {
  const evaluateCall = FUNCTIONS[name] ?? unknown(`function ${name}`);
  return evaluateCall(
    given.map((argument) => valueOf(argument, scope)),
    scope,
  );
}

const FUNCTIONS: Readonly<Record<string, (values: readonly MathValue[], scope: Scope) => MathValue>> = {
  IF: (values) => combine(values, ([condition, then = 0, otherwise = 0]) => (condition ? then : otherwise)),
  FILL: ([series = 0, value = 0], { starts }) =>
    isSeries(series) && series.size > 0 ? new Map(starts.map((at) => [at, series.get(at) ?? Number(value)])) : series,
  SUM: ([list = []]) => over(list, (numbers) => numbers.reduce((total, number) => total + number, 0)),
  MAX: ([list = []]) => over(list, (numbers) => Math.max(...numbers)),
};

/** Combines values at each time at which every series has one. */
function combine(values: readonly MathValue[], operate: (numbers: readonly number[]) => number): MathValue {
  const [first] = values.filter(isSeries);
  if (!first) return operate(values.map(Number));
  const numbersAt = (time: number): (number | undefined)[] =>
    values.map((value) => (isSeries(value) ? value.get(time) : Number(value)));
  const isComplete = (numbers: readonly (number | undefined)[]): numbers is number[] => !numbers.includes(undefined);
  return new Map(
    [...first.keys()].flatMap((time) => {
      const numbers = numbersAt(time);
      return isComplete(numbers) ? [[time, operate(numbers)] as const] : [];
    }),
  );
}

/** Reduces a list of series to one, with a value for each time at which any series has one. */
function over(list: MathValue, operate: (numbers: readonly number[]) => number): Series {
  const all = (Array.isArray(list) ? (list as readonly MathValue[]) : [list]).filter(isSeries);
  const times = [...new Set(all.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b);
  return new Map(
    times.map((time) => [time, operate(all.map((one) => one.get(time)).filter((number) => number !== undefined))]),
  );
}

function isSeries(value: MathValue): value is Series {
  return value instanceof Map;
}

function unknown(what: string): never {
  throw new Error(`metric math: ${what} is not known here`);
}
