import { CliError } from '../errors/cli-error.ts';
import type { CliPorts } from '../ports.ts';

/**
 * Where a secret or token comes from. Never from an argument: arguments appear in the shell history and in process
 * lists.
 */
export type SecretSource =
  | { readonly from: 'prompt' }
  | { readonly from: 'env'; readonly name: string }
  /** A secret in Secrets Manager, by name or ARN. */
  | { readonly from: 'secret'; readonly id: string };

/** The option that says where a command reads a secret. */
export interface SecretOption {
  /** Its name, for errors, for example `--secret-from`. */
  readonly option: string;
  readonly what: 'secret' | 'token';
}

/** Inputs of {@link resolveSecret}. */
export interface SecretInput extends SecretOption {
  readonly question: string;
  /** Reads it from Secrets Manager, by name or ARN. */
  readonly readStored: (id: string) => Promise<string>;
  /** The environment variable that is read by default, for errors. */
  readonly variable?: string;
  /** Whether an environment variable may be set and empty; the caller then rejects it. @default false */
  readonly mayBeEmpty?: boolean;
}

const VARIABLE = /^[A-Za-z_]\w*$/;

/**
 * Parses `prompt`, `env:NAME` or `secret:NAME`.
 * @throws {@link CliError} USAGE, without the given value: it may be the secret itself
 */
export function parseSecretSource(where: string, { option, what }: SecretOption): SecretSource {
  if (where === 'prompt') return { from: 'prompt' };
  const [, from, name = ''] = /^(env|secret):(.+)$/.exec(where) ?? [];
  if (from === 'env' && VARIABLE.test(name)) return { from, name };
  if (from === 'secret') return { from, id: name };
  throw new CliError('USAGE', {
    message: `${option} must be prompt, env:NAME or secret:NAME`,
    hint: `Do not pass a ${what} as an argument: other processes can read arguments.`,
  });
}

/**
 * Reads a secret from its source.
 * @returns the trimmed secret; empty if nothing was typed
 * @throws {@link CliError} USAGE | NO_TERMINAL | what `readStored` throws
 */
export async function resolveSecret(
  source: SecretSource,
  ports: Pick<CliPorts, 'askSecret' | 'environment'>,
  input: SecretInput,
): Promise<string> {
  if (source.from === 'prompt') return (await askOrName(ports, input)).trim();
  if (source.from === 'secret') return (await input.readStored(source.id)).trim();
  const value = ports.environment[source.name]?.trim();
  if (value !== undefined && (value !== '' || input.mayBeEmpty === true)) return value;
  throw noVariable(source.name, value, input);
}

/** Names the variable only if it is the default one: another name may be a secret in the wrong place. */
function noVariable(name: string, value: string | undefined, { option, variable }: SecretInput): CliError {
  const shown = name === variable ? name : `in ${option}`;
  return new CliError('USAGE', {
    message: `the environment variable ${shown} is ${value === undefined ? 'not set' : 'empty'}`,
    hint: `Export the variable with a value, or use ${option} prompt.`,
  });
}

/** Asks. Where nobody can answer, the error names the option and the variable that provide the value. */
async function askOrName(
  { askSecret }: Pick<CliPorts, 'askSecret'>,
  { question, option, variable }: SecretInput,
): Promise<string> {
  try {
    return await askSecret(question);
  } catch (error) {
    if (!(error instanceof CliError) || error.code !== 'NO_TERMINAL') throw error;
    throw new CliError(
      'NO_TERMINAL',
      {
        message: error.message,
        hint:
          variable === undefined
            ? `Set an environment variable and add ${option} env:NAME. In a terminal, the command asks for the value.`
            : `Set ${variable}, or add ${option} env:NAME. In a terminal, the command asks for the value.`,
      },
      { cause: error },
    );
  }
}
