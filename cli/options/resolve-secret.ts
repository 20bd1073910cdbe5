import { CliError } from '../errors/cli-error.ts';
import type { CliPorts } from '../ports.ts';

/**
 * Where a secret or token comes from. Never from an argument: those are in the shell's history and in every process
 * list.
 */
export type SecretSource =
  | { readonly from: 'prompt' }
  | { readonly from: 'env'; readonly name: string }
  /** Of Secrets Manager, by name or ARN. */
  | { readonly from: 'secret'; readonly id: string };

/** The option with which a command takes a secret. */
export interface SecretOption {
  /** Named in errors, e.g. `--secret-from`. */
  readonly option: string;
  readonly what: 'secret' | 'token';
  /** How errors write the id of a stored one. @default NAME */
  readonly stored?: 'NAME' | 'ARN';
}

/** What resolves a secret. */
export interface SecretInput extends SecretOption {
  readonly question: string;
  /** Reads it from Secrets Manager, by name or ARN. */
  readonly readStored: (id: string) => Promise<string>;
  /** Whether the caller itself refuses an environment variable that is set and empty. @default false */
  readonly mayBeEmpty?: boolean;
}

const VARIABLE = /^[A-Za-z_]\w*$/;

/**
 * Reads `prompt`, `env:NAME` or `secret:NAME`.
 * @throws {@link CliError} USAGE, which does not repeat what was given: it may be the secret itself
 */
export function parseSecretSource(where: string, { option, what, stored = 'NAME' }: SecretOption): SecretSource {
  if (where === 'prompt') return { from: 'prompt' };
  const [, from, name = ''] = /^(env|secret):(.+)$/.exec(where) ?? [];
  if (from === 'env' && VARIABLE.test(name)) return { from, name };
  if (from === 'secret') return { from, id: name };
  throw new CliError('USAGE', {
    message: `${option} takes prompt, env:NAME or secret:${stored}`,
    hint: `a ${what} itself is never an argument: every process sees arguments`,
  });
}

/**
 * Takes a secret from its source.
 * @returns without white space around it; empty where nothing was typed
 * @throws {@link CliError} USAGE | NO_TERMINAL | what `readStored` throws
 */
export async function resolveSecret(
  source: SecretSource,
  ports: Pick<CliPorts, 'askSecret' | 'environment'>,
  input: SecretInput,
): Promise<string> {
  if (source.from === 'prompt') return (await ports.askSecret(input.question)).trim();
  if (source.from === 'secret') return (await input.readStored(source.id)).trim();
  const value = ports.environment[source.name]?.trim();
  if (value !== undefined && (value !== '' || input.mayBeEmpty === true)) return value;
  throw new CliError('USAGE', {
    message: `the environment variable that ${input.option} names is not set`,
    hint: `export it first, or take ${input.option} prompt`,
  });
}
