import { SAMPLES } from '../../local/meta/samples.ts';
import { nearestNames } from '../../src/text/nearest-names.ts';
import { sanitize } from '../../src/text/terminal-safe.ts';
import type { Context } from '../context.ts';
import { CliError, type CliErrorCode } from '../errors/cli-error.ts';

/** The names that a command selects changes by. */
export interface NameFilter {
  readonly app?: readonly string[] | undefined;
  readonly object?: readonly string[] | undefined;
  readonly field?: readonly string[] | undefined;
  readonly kind?: readonly string[] | undefined;
}

const CODES = {
  object: 'WEBHOOK_OBJECT_UNKNOWN',
  field: 'FIELD_UNKNOWN',
  kind: 'KIND_UNKNOWN',
} as const satisfies Record<string, CliErrorCode>;

/**
 * Rejects names that are probably misspelled, because a misspelled name never matches. Accepts other names that the
 * catalog does not have, with a note, because Meta can add some.
 * @throws {@link CliError} APP_UNKNOWN | WEBHOOK_OBJECT_UNKNOWN | FIELD_UNKNOWN | KIND_UNKNOWN
 */
export function checkFilter(
  { stack, output }: Pick<Context, 'output'> & Partial<Pick<Context, 'stack'>>,
  filter: NameFilter,
): void {
  // An output without apps says nothing about them.
  if (stack !== undefined && stack.apps().length > 0) for (const key of filter.app ?? []) stack.app(key);
  for (const what of ['object', 'field', 'kind'] as const)
    for (const name of filter[what] ?? []) checkName(output, what, name);
}

function checkName(output: Context['output'], what: keyof typeof CODES, name: string): void {
  const known = [...new Set(SAMPLES.map((sample) => sample[what]))];
  if (known.includes(name)) return;
  const near = nearestNames(name.toLowerCase(), known).slice(0, MAX_SUGGESTIONS);
  if (near.length > 0) throw misspelled(what, name, near);
  output.note(`The catalog has no ${what} ${sanitize(name)}. It is used as it is.`);
}

const MAX_SUGGESTIONS = 5;

function misspelled(what: keyof typeof CODES, name: string, near: readonly string[]): CliError {
  return new CliError(CODES[what], {
    message: `unknown ${what} ${sanitize(name)}`,
    hint: `Did you mean ${near.join(', ')}? Correct --${what}.`,
  });
}
