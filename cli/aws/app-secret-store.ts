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

/** What an app's secret holds. Nothing of it is ever shown. */
export type AppSecretValue = Pick<AppSecret, 'appSecret' | 'verifyToken'> &
  Partial<Pick<AppSecret, 'instagramAppSecret' | 'threadsAppSecret'>>;

/** Of Secrets Manager: no such secret, one marked for deletion, one whose key is gone. */
const UNREADABLE = new Set(['DecryptionFailure', 'InvalidRequestException', 'ResourceNotFoundException']);

/**
 * Reads an app's secret, its current version.
 * @param arn - from the stack's outputs
 * @throws {@link CliError} SECRET_UNREADABLE | what AWS refused it with
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
      "the app's secret is not what it must be",
      'store {"appSecret":"…","verifyToken":"…"} anew, in one version; the version before may still be readable',
    );
  }
}

/**
 * Writes an app's secret as one new version: what was current becomes the previous one, which is accepted for a while.
 * The SDK gives the version its id (ClientRequestToken) before the first attempt, so a repeated attempt makes no
 * second.
 * @throws {@link CliError} SECRET_NOT_WRITTEN | what AWS refused it with; never with anything of the value
 */
export async function writeAppSecret(client: SecretsManagerClient, arn: string, value: AppSecretValue): Promise<void> {
  try {
    await client.send(new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify(value) }));
  } catch (error) {
    throw notWritten(error);
  }
}

/**
 * Reads a secret that holds a token, see {@link readStoredToken}.
 * @param id - name or ARN: somebody may have put the token itself there, so it is not shown
 * @throws {@link CliError} SECRET_UNREADABLE | what AWS refused it with
 */
export async function readTokenSecret(client: SecretsManagerClient, id: string): Promise<string> {
  const { SecretString } = await get(client, id, 'the secret that --token-from names');
  const stored = readStoredToken(SecretString);
  if (stored) return stored.accessToken;
  throw unreadable(
    'the secret that --token-from names holds no access token',
    'store {"accessToken":"…"} in it, or the token alone as plain text',
  );
}

async function get(client: SecretsManagerClient, SecretId: string, what: string): Promise<GetSecretValueCommandOutput> {
  try {
    return await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }));
  } catch (error) {
    if (Error.isError(error) && UNREADABLE.has(error.name)) {
      throw unreadable(
        `${what} cannot be read: ${error.name}`,
        'look at it in Secrets Manager: it may have been deleted, or be in another account or region',
      );
    }
    throw withoutWords(error, what);
  }
}

/**
 * AWS's own words name what was asked for, which may be a token in the wrong place: only the error's name is told.
 * @param what - what could not be read
 */
export function withoutWords(error: unknown, what: string): CliError {
  const { code, hint } = explainError(error);
  if (code === 'AWS_REFUSED')
    return unreadable(`${what} cannot be read: ${nameOf(error)}`, 'check what names it, and try again');
  return code === 'ACCESS_DENIED'
    ? new CliError(code, { message: `${what} may not be read: ${nameOf(error)}`, hint })
    : explainError(error);
}

/** What AWS says of a value it refuses may quote it. */
function notWritten(error: unknown): CliError {
  const known = explainError(error);
  if (known.code !== 'AWS_REFUSED' && known.code !== 'INTERNAL_ERROR') return known;
  return new CliError('SECRET_NOT_WRITTEN', {
    message: `Secrets Manager did not store the secret: ${nameOf(error)}`,
    hint: 'look the name up in the API reference of PutSecretValue; what was stored before still counts',
  });
}

function nameOf(error: unknown): string {
  return Error.isError(error) ? error.name : 'an unknown error';
}

function unreadable(message: string, hint: string): CliError {
  return new CliError('SECRET_UNREADABLE', { message, hint });
}
