import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAppSecret } from '../aws/app-secret-store.ts';
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

const VARIABLE = /^[A-Za-z_]\w*$/;

/** Reads `prompt`, `env:NAME` or `secret:NAME`; undefined for anything else, which may be the secret itself. */
export function sourceOf(where: string): SecretSource | undefined {
  if (where === 'prompt') return { from: 'prompt' };
  const [, from, name = ''] = /^(env|secret):(.+)$/.exec(where) ?? [];
  if (from === 'env') return { from, name };
  return from === 'secret' ? { from, id: name } : undefined;
}

/**
 * Reads `--secret-from` of `send`.
 * @throws {@link CliError} USAGE, which does not repeat what was given: it may be the secret itself
 */
export function parseSecretSource(where: string): SecretSource {
  const source = sourceOf(where);
  if (source && (source.from !== 'env' || VARIABLE.test(source.name))) return source;
  throw new CliError('USAGE', {
    message: '--secret-from takes prompt, env:NAME or secret:ARN',
    hint: 'a secret itself is never an argument: every process sees arguments',
  });
}

/**
 * Reads the app secret.
 * @param secretsManager - makes the client where AWS is asked
 * @throws {@link CliError} SECRET_INCOMPLETE | SECRET_UNREADABLE | NO_TERMINAL | USAGE
 */
export async function readSecretFrom(
  source: SecretSource,
  ports: Pick<CliPorts, 'askSecret' | 'environment'>,
  secretsManager: () => Promise<SecretsManagerClient>,
): Promise<string> {
  switch (source.from) {
    case 'prompt':
      return mustBeGiven(
        await ports.askSecret('App secret'),
        'no app secret was given',
        'type or paste it when asked; npm start prints the one that it made up',
      );
    case 'env':
      return mustBeGiven(
        ports.environment[source.name],
        'the environment variable that --secret-from names is not set',
        'export it first, or take --secret-from prompt',
      );
    case 'secret': {
      const { appSecret } = await readAppSecret(await secretsManager(), source.id);
      if (appSecret !== '') return appSecret;
      throw new CliError('SECRET_INCOMPLETE', {
        message: 'no app secret is stored for this app',
        hint: 'store it first, from the App Dashboard (App settings, Basic), or give another one with --secret-from',
      });
    }
  }
}

function mustBeGiven(secret: string | undefined, message: string, hint: string): string {
  const given = secret?.trim() ?? '';
  if (given === '') throw new CliError('USAGE', { message, hint });
  return given;
}
