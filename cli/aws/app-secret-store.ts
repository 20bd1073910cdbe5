import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type GetSecretValueCommandOutput,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { readAppSecret as parseAppSecret, type AppSecret } from '../../src/pipeline/accept/app-secret.ts';
import { readStoredToken } from '../../src/graph/client/stored-token.ts';
import { CliError } from '../errors/cli-error.ts';
import { explainError } from '../errors/explain-error.ts';

/** The content of an app's secret, which is never printed. */
export type AppSecretValue = Pick<AppSecret, 'appSecret' | 'verifyToken'> &
  Partial<Pick<AppSecret, 'instagramAppSecret' | 'threadsAppSecret'>>;

/** Secrets Manager errors: the secret does not exist, is scheduled for deletion, or its KMS key is not usable. */
const UNREADABLE = new Set(['DecryptionFailure', 'InvalidRequestException', 'ResourceNotFoundException']);

/**
 * Reads the current version of an app's secret.
 * @param arn - from the outputs of the stack
 * @throws {@link CliError} SECRET_UNREADABLE | the AWS error
 */
export async function readAppSecret(client: SecretsManagerClient, arn: string): Promise<AppSecretValue> {
  const { SecretString } = await get(client, arn, "the app's secret");
  try {
    const { instagramAppSecret, threadsAppSecret, ...both } = parseAppSecret(SecretString);
    return {
      ...both,
      ...(instagramAppSecret && { instagramAppSecret }),
      ...(threadsAppSecret && { threadsAppSecret }),
    };
  } catch {
    throw unreadable(
      "the app's secret does not have the expected JSON layout",
      'Store {"appSecret":"…","verifyToken":"…"} again as a new version. The previous version may still be readable.',
    );
  }
}

/**
 * Writes an app's secret as a new version. The current version becomes the previous one, which is accepted for a grace
 * period. The SDK sets the version id (ClientRequestToken) before the first attempt, so a retry creates no second
 * version.
 * @throws {@link CliError} SECRET_NOT_WRITTEN | the AWS error; errors contain nothing of the value
 */
export async function writeAppSecret(client: SecretsManagerClient, arn: string, value: AppSecretValue): Promise<void> {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify(value) }));
  } catch (error) {
    throw notWritten(error);
  }
}

/**
 * Reads a secret that contains an access token, see {@link readStoredToken}.
 * @param id - name or ARN; errors do not contain it, because it may be the token itself
 * @throws {@link CliError} SECRET_UNREADABLE | the AWS error
 */
export async function readTokenSecret(client: SecretsManagerClient, id: string): Promise<string> {
  const { SecretString } = await get(client, id, 'the secret in --token-from');
  const stored = readStoredToken(SecretString, { plain: true });
  if (stored) return stored.accessToken;
  throw unreadable(
    'the secret in --token-from contains no access token',
    'Store {"accessToken":"…"} in it, or only the token as plain text.',
  );
}

async function get(client: SecretsManagerClient, SecretId: string, what: string): Promise<GetSecretValueCommandOutput> {
  try {
    return await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
  } catch (error) {
    if (Error.isError(error) && UNREADABLE.has(error.name)) {
      throw unreadable(
        `${what} cannot be read: ${error.name}`,
        'Check the secret in Secrets Manager: it may be deleted, or in another account or region.',
      );
    }
    throw withoutWords(error, what);
  }
}

/**
 * Explains an error by its name only: the message of AWS quotes the secret's id, which may be a token in the wrong
 * place.
 * @param what - the secret that could not be read
 */
export function withoutWords(error: unknown, what: string): CliError {
  const { code, hint } = explainError(error);
  if (code === 'AWS_REFUSED')
    return unreadable(`${what} cannot be read: ${getName(error)}`, 'Check the name or ARN, then try again.');
  return code === 'ACCESS_DENIED'
    ? new CliError(code, { message: `access to ${what} is denied: ${getName(error)}`, hint })
    : explainError(error);
}

/** Explains an error by its name only: the message of AWS may quote the rejected value. */
function notWritten(error: unknown): CliError {
  const known = explainError(error);
  if (known.code !== 'AWS_REFUSED' && known.code !== 'INTERNAL_ERROR') return known;
  return new CliError('SECRET_NOT_WRITTEN', {
    message: `Secrets Manager rejected the new version: ${getName(error)}`,
    hint: 'Look up the error in the API reference of PutSecretValue. The stored version is unchanged.',
  });
}

function getName(error: unknown): string {
  return Error.isError(error) ? error.name : 'an unknown error';
}

function unreadable(message: string, hint: string): CliError {
  return new CliError('SECRET_UNREADABLE', { message, hint });
}
