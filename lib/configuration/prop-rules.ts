import { Duration, Token } from 'aws-cdk-lib/core';
import { show, type Rule } from './rules.ts';

type Unit = 'days' | 'hours' | 'seconds';

const READ: Readonly<Record<Unit, (duration: Duration) => number>> = {
  days: (duration) => duration.toDays({ integral: false }),
  hours: (duration) => duration.toHours({ integral: false }),
  seconds: (duration) => duration.toSeconds({ integral: false }),
};

/** Creates a rule for a CDK `Duration` of whole days, hours or seconds in an inclusive range. */
export function wholeDuration(
  unit: Unit,
  limits: Readonly<{ min: number; max: number; fallback: number; because?: string }>,
): Rule<Duration> {
  const { min, max, fallback, because } = limits;
  return (value, at, problems) => {
    if (value === undefined) return Duration[unit](fallback);
    if (!isDuration(value)) {
      problems.push(`${at} is ${show(value)}: must be a Duration`);
      return Duration[unit](fallback);
    }
    const number = READ[unit](value);
    if (Number.isInteger(number) && number >= min && number <= max) return value;
    const reason = because === undefined ? '' : `, because ${because}`;
    problems.push(`${at} is ${number} ${unit}: must be ${min} to ${max} whole ${unit}${reason}`);
    return value;
  };
}

/** Also accepts a `Duration` of another copy of the CDK, as the CDK's own constructs do. */
function isDuration(value: unknown): value is Duration {
  return typeof value === 'object' && value !== null && 'toSeconds' in value;
}

/** Creates a rule that accepts any value. TypeScript checks it. */
export function asGiven<T>(fallback: T): Rule<T> {
  return (value) => (value === undefined ? fallback : (value as T));
}

const NAMESPACE = /^[A-Za-z0-9_-]{1,128}$/;

/** Reads the namespace of a receiver. A token is accepted as it is. */
export const namespaceRule: Rule<string | undefined> = (value, at, problems) => {
  if (value === undefined || (typeof value === 'string' && (Token.isUnresolved(value) || NAMESPACE.test(value))))
    return value;
  problems.push(`${at} is ${show(value)}: must be 1 to 128 letters, digits, hyphens or underscores`);
  return undefined;
};
