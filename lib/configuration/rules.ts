import { withoutCredentials } from '../../src/text/credentials.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { CodedError } from '../../src/errors/coded-error.ts';

/** Reasons for which a configuration is rejected. */
export type ConfigurationErrorCode =
  'CONFIGURATION_NOT_JSON' | 'CONFIGURATION_INVALID' | 'CONFIGURATION_MISPLACED' | 'MISSING_ESBUILD';

/** The configuration is invalid. The message lists all problems and needs no stack trace. */
export class ConfigurationError extends CodedError<ConfigurationErrorCode> {
  /** All problems, one sentence each. */
  readonly problems: readonly string[];

  constructor(code: ConfigurationErrorCode, hint: string, problems: readonly string[]) {
    super(code, hint, { message: [`${code}: ${hint}`, ...problems.map((problem) => `  ${problem}`)].join('\n') });
    this.problems = problems;
  }
}

/**
 * Reads one value: returns it, or its default if it is absent. Adds a sentence to `problems` if the value is invalid.
 * @param value - as found in the context; `undefined` means absent
 * @param at - path of the key, for example `metaWebhooks.throttle.burstLimit`
 */
export type Rule<T> = (value: unknown, at: string, problems: string[]) => T;

/** Creates a rule for an integer in an inclusive range. */
export function wholeNumber<F extends number | undefined>(options: {
  readonly min: number;
  readonly max: number;
  readonly fallback: F;
  /** Reason for the range; completes the sentence after "because". */
  readonly because?: string;
}): Rule<number | F> {
  const { min, max, fallback, because } = options;
  return (value, at, problems) => {
    if (value === undefined) return fallback;
    if (isNumber(value) && Number.isInteger(value) && value >= min && value <= max) return value;
    problems.push(`${at} is ${show(value)}: must be a whole number from ${min} to ${max}${ending(because)}`);
    return fallback;
  };
}

/** Creates a rule for one of a list of values. */
export function oneOf<T extends boolean | number | string>(options: {
  readonly values: readonly T[];
  readonly fallback: T;
  readonly because?: string;
}): Rule<T> {
  const { values, fallback, because } = options;
  return (value, at, problems) => {
    if (value === undefined) return fallback;
    const allowed = values.find((one) => one === value);
    if (allowed !== undefined) return allowed;
    problems.push(`${at} is ${show(value)}: must be one of ${values.join(', ')}${ending(because)}`);
    return fallback;
  };
}

/** Creates a rule for an optional string of 1 to `max` characters. */
export function optionalText(max: number): Rule<string | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length > 0 && value.length <= max) return value;
    problems.push(`${at} is ${show(value)}: must be a string of 1 to ${max} characters`);
    return undefined;
  };
}

/** Creates a rule for `true` or `false`. */
export function flag(fallback: boolean): Rule<boolean> {
  return (value, at, problems) => {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    problems.push(`${at} is ${show(value)}: must be true or false`);
    return fallback;
  };
}

/** Creates a rule for an optional string that matches a pattern. */
export function optionalMatch({
  pattern,
  form,
}: {
  readonly pattern: RegExp;
  /** Description of the pattern; completes the sentence "must be …". */
  readonly form: string;
}): Rule<string | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && pattern.test(value)) return value;
    problems.push(`${at} is ${show(value)}: must be ${form}`);
    return undefined;
  };
}

/** Creates a rule for a list of at most `max` items. The default is an empty list. */
export function list<T>(item: Rule<T | undefined>, max: number): Rule<readonly T[]> {
  return (value, at, problems) => {
    if (value === undefined) return [];
    if (!Array.isArray(value) || value.length > max) {
      problems.push(`${at} is ${show(value)}: must be a list of at most ${max} items`);
      return [];
    }
    return value.map((one, i) => item(one, `${at}[${i}]`, problems)).filter((one) => one !== undefined);
  };
}

/** Creates a rule for an optional section. */
export function optional<T>(rule: Rule<T>): Rule<T | undefined> {
  return (value, at, problems) => (value === undefined ? undefined : rule(value, at, problems));
}

/**
 * Creates a rule for an object with fixed keys. The message omits the value of an unknown key, because it may be a
 * misplaced secret.
 */
export function section<T extends object>(
  rules: { readonly [K in keyof Required<T>]: Rule<T[K]> },
  because?: string,
): Rule<T> {
  const known = Object.entries<Rule<unknown>>(rules);
  return (value, at, problems) => {
    const given = object(value, at, problems);
    for (const key of Object.keys(given).filter((name) => !Object.hasOwn(rules, name))) {
      problems.push(
        `${at}.${key} is not a known key: must be one of ${Object.keys(rules).join(', ')}${ending(because)}` +
          suggestion(key, Object.keys(rules)),
      );
    }
    return Object.fromEntries(known.map(([key, rule]) => [key, rule(given[key], `${at}.${key}`, problems)])) as T;
  };
}

/** Creates a rule for an object with keys that match a pattern and values of one type. */
export function record<T>(options: {
  readonly key: RegExp;
  readonly value: Rule<T>;
  readonly max: number;
  readonly fallback: Readonly<Record<string, T>>;
  readonly because: string;
}): Rule<Readonly<Record<string, T>>> {
  return (value, at, problems) => {
    if (value === undefined) return options.fallback;
    const given = Object.entries(object(value, at, problems));
    if (isObject(value) && (given.length < 1 || given.length > options.max)) {
      problems.push(`${at} has ${given.length} keys: must have 1 to ${options.max}${ending(options.because)}`);
    }
    for (const [key] of given.filter(([name]) => !options.key.test(name))) {
      problems.push(`${at} has the key ${show(key)}: a key must match ${options.key.source}`);
    }
    return Object.fromEntries(given.map(([key, item]) => [key, options.value(item, `${at}.${key}`, problems)]));
  };
}

/** Creates a rule for an optional object in which each key determines the rule of its value. */
export function recordBy<T>({
  ruleFor,
  max,
}: {
  /** Returns the rule of a key, or the end of the sentence "… has the key …: ". */
  readonly ruleFor: (key: string) => Rule<T> | string;
  readonly max: number;
}): Rule<Readonly<Record<string, T>> | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    const given = Object.entries(object(value, at, problems));
    if (given.length > max) problems.push(`${at} has ${given.length} keys: must have at most ${max}`);
    return Object.fromEntries(
      given.flatMap(([key, item]) => {
        const rule = ruleFor(key);
        if (typeof rule !== 'string') return [[key, rule(item, `${at}.${key}`, problems)]];
        problems.push(`${at} has the key ${show(key)}: ${rule}`);
        return [];
      }),
    );
  };
}

function object(value: unknown, at: string, problems: string[]): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value;
  if (value !== undefined) problems.push(`${at} is ${show(value)}: must be an object`);
  return {};
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number => typeof value === 'number';

const ending = (because: string | undefined): string => (because === undefined ? '' : `, because ${because}`);

/** Returns the end of a sentence about an unknown name: the nearest known names, or nothing. */
export function suggestion(given: string, names: readonly string[]): string {
  const near = nearestNames(given, names);
  return near.length > 0 ? `; did you mean ${near.join(' or ')}?` : '';
}

/** Formats a value for a message, truncated to 60 characters, without user names and passwords of URLs. */
export function show(value: unknown): string {
  const json = JSON.stringify(value) as string | undefined;
  const text = withoutCredentials(json ?? String(value));
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
