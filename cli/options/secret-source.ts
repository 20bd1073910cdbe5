import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAppSecret } from '../aws/app-secret-store.ts';
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

const VARIABLE = /^[A-Za-z_]\w*$/;

/** Parses `prompt`, `env:NAME` or `secret:NAME`. Returns undefined for anything else, maybe a secret. */
export function sourceOf(where: string): SecretSource | undefined {
  if (where === 'prompt') return { from: 'prompt' };
  const [, from, name = ''] = /^(env|secret):(.+)$/.exec(where) ?? [];
  if (from === 'env') return { from, name };
  return from === 'secret' ? { from, id: name } : undefined;
}

/**
 * Parses `--secret-from` of `send`.
 * @throws {@link CliError} USAGE, without the given value: it may be the secret itself
 */
export function parseSecretSource(where: string): SecretSource {
  const source = sourceOf(where);
  if (source && (source.from !== 'env' || VARIABLE.test(source.name))) return source;
  throw new CliError('USAGE', {
    message: '--secret-from must be prompt, env:NAME or secret:ARN',
    hint: 'Do not pass a secret as an argument: other processes can read arguments.',
  });
}

/**
 * Reads the app secret.
 * @param secretsManager - creates the client; called only for `secret:`
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
        'Type or paste it when asked. For the local run, `npm start` prints the generated app secret.',
      );
    case 'env':
      return mustBeGiven(
        ports.environment[source.name],
        'the environment variable in --secret-from is not set',
        'Export the variable first, or use --secret-from prompt.',
      );
    case 'secret': {
      const { appSecret } = await readAppSecret(await secretsManager(), source.id);
      if (appSecret !== '') return appSecret;
      throw new CliError('SECRET_INCOMPLETE', {
        message: 'no app secret is stored for this app',
        hint: 'Store it with `npm run receiver -- setup`, or provide one with --secret-from.',
      });
    }
  }
}

function mustBeGiven(secret: string | undefined, message: string, hint: string): string {
  const given = secret?.trim() ?? '';
  if (given === '') throw new CliError('USAGE', { message, hint });
  return given;
}
