import { CodedError } from '../../src/errors/coded-error.ts';

/** Every cause for which a configuration is refused. */
export type ConfigurationErrorCode = 'CONFIGURATION_NOT_JSON' | 'CONFIGURATION_INVALID';

/** A configuration that cannot be deployed; its message is all that its author needs to see. */
export class ConfigurationError extends CodedError<ConfigurationErrorCode> {
  /** One sentence a problem, all of them at once. */
  readonly problems: readonly string[];

  constructor(code: ConfigurationErrorCode, hint: string, problems: readonly string[]) {
    super(code, hint, { message: [`${code}: ${hint}`, ...problems.map((problem) => `  ${problem}`)].join('\n') });
    this.problems = problems;
  }
}

/**
 * Reads one value: gives it back, or its default when it is absent; adds a sentence to `problems` when it is refused.
 * @param value - as found in the context; `undefined` means absent
 * @param at - path of the key, e.g. `metaWebhooks.throttle.burstLimit`
 */
export type Rule<T> = (value: unknown, at: string, problems: string[]) => T;

/** A whole number in a range, both ends included. */
export function wholeNumber<F extends number | undefined>(options: {
  readonly min: number;
  readonly max: number;
  readonly fallback: F;
  /** Why the range is as it is, if that surprises: ends the sentence after "because". */
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

/** One number of a list. */
export function oneOf<T extends number | string>(options: {
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

/** A text of 1 to `max` characters, or none. */
export function optionalText(max: number): Rule<string | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && value.length > 0 && value.length <= max) return value;
    problems.push(`${at} is ${show(value)}: must be a text of 1 to ${max} characters`);
    return undefined;
  };
}

/** `true` or `false`. */
export function flag(fallback: boolean): Rule<boolean> {
  return (value, at, problems) => {
    if (value === undefined) return fallback;
    if (typeof value === 'boolean') return value;
    problems.push(`${at} is ${show(value)}: must be true or false`);
    return fallback;
  };
}

/** A text of a certain form, or none. */
export function optionalMatch({
  pattern,
  form,
}: {
  readonly pattern: RegExp;
  /** Ends the sentence "must be …". */
  readonly form: string;
}): Rule<string | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    if (typeof value === 'string' && pattern.test(value)) return value;
    problems.push(`${at} is ${show(value)}: must be ${form}`);
    return undefined;
  };
}

/** A list of at most `max` items; absent means none. */
export function list<T>(item: Rule<T | undefined>, max: number): Rule<readonly T[]> {
  return (value, at, problems) => {
    if (value === undefined) return [];
    if (!Array.isArray(value) || value.length > max) {
      problems.push(`${at} is ${show(value)}: must be a list of at most ${max}`);
      return [];
    }
    return value.map((one, i) => item(one, `${at}[${i}]`, problems)).filter((one) => one !== undefined);
  };
}

/** A section that may be left out as a whole. */
export function optional<T>(rule: Rule<T>): Rule<T | undefined> {
  return (value, at, problems) => (value === undefined ? undefined : rule(value, at, problems));
}

/**
 * An object whose keys are all known. An unknown key's value is not shown: it may be a secret, put in the wrong place.
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
        `${at}.${key} is not a known key: must be one of ${Object.keys(rules).join(', ')}${ending(because)}`,
      );
    }
    return Object.fromEntries(known.map(([key, rule]) => [key, rule(given[key], `${at}.${key}`, problems)])) as T;
  };
}

/** An object whose keys the user chooses, within a pattern, each with a value of the same shape. */
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

/** An object whose keys decide on the rules of their values; absent means none. */
export function recordBy<T>({
  ruleOf,
  max,
}: {
  /** Gives a key's rule, or the end of the sentence "… has the key …: ". */
  readonly ruleOf: (key: string) => Rule<T> | string;
  readonly max: number;
}): Rule<Readonly<Record<string, T>> | undefined> {
  return (value, at, problems) => {
    if (value === undefined) return undefined;
    const given = Object.entries(object(value, at, problems));
    if (given.length > max) problems.push(`${at} has ${given.length} keys: must have at most ${max}`);
    return Object.fromEntries(
      given.flatMap(([key, item]) => {
        const rule = ruleOf(key);
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

/** A value as its author wrote it, cut so that the sentence stays readable. */
export function show(value: unknown): string {
  const text = (JSON.stringify(value) as string | undefined) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
