import {
  GetSecretValueCommand,
  SecretsManagerServiceException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CodedError } from '../../../src/errors/coded-error.ts';
import { readStoredToken } from '../../../src/graph/client/stored-token.ts';
import { readAppSecret } from '../../../src/pipeline/accept/app-secret.ts';

/** Access token and app secret for the replies of an account. */
export interface Credentials {
  readonly token: string;
  readonly appSecret: string;
}

/** Locations of an account's token and of the secret of the app that issued it. */
export interface SecretPlaces {
  readonly tokenArn: string;
  readonly appSecretArn: string;
}

/** Credentials are missing or cannot be read. An operator must fix this. */
export class CredentialsError extends CodedError<'TOKEN_UNSET' | 'APP_SECRET_UNSET' | 'SECRET_UNREADABLE'> {
  override readonly name = 'CredentialsError';
}

/** Time for which credentials are cached. */
const FRESH_MS = 5 * 60_000;
/**
 * Errors that a retry does not fix: no permission for the secret or its key, a disabled key, no secret or no value, a
 * secret that is scheduled for deletion.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
const UNREADABLE = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidRequestException',
  'ResourceNotFoundException',
]);

/** Cache of the credentials of each account. */
export interface CredentialStore {
  /**
   * Returns the cached credentials, or reads them. Only usable credentials are cached.
   * @throws {@link CredentialsError} | SecretError SECRET_MALFORMED | errors of the Secrets Manager client
   */
  get(places: SecretPlaces): Promise<Credentials>;
  /** Removes the credentials from the cache, because Meta rejected them. */
  forget(places: SecretPlaces): void;
}

/** Creates the store from Secrets Manager. */
export function createCredentialStore(client: SecretsManagerClient, now: () => number): CredentialStore {
  const kept = new Map<string, { readonly credentials: Credentials; readonly freshUntilMs: number }>();
  const read = async (SecretId: string): Promise<string | undefined> => {
    try {
      return (await client.send(new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' }))).SecretString;
    } catch (error) {
      throw unreadable(error) ?? error;
    }
  };
  return {
    get: async (places) => {
      const found = kept.get(places.tokenArn);
      if (found && now() < found.freshUntilMs) return found.credentials;
      const [tokenJson, appJson] = await Promise.all([read(places.tokenArn), read(places.appSecretArn)]);
      const credentials = { token: tokenIn(tokenJson), appSecret: readAppSecret(appJson).appSecret };
      if (credentials.appSecret === '')
        throw new CredentialsError('APP_SECRET_UNSET', "Store the app secret in the app's secret.");
      kept.set(places.tokenArn, { credentials, freshUntilMs: now() + FRESH_MS });
      return credentials;
    },
    forget: ({ tokenArn }) => {
      kept.delete(tokenArn);
    },
  };
}

/** Maps Secrets Manager errors. It is done here, because DynamoDB has errors with the same names. */
function unreadable(error: unknown): CredentialsError | undefined {
  if (!(error instanceof SecretsManagerServiceException) || !UNREADABLE.has(error.name)) return undefined;
  return new CredentialsError(
    'SECRET_UNREADABLE',
    `${error.name}. Check that the secret has a value and that the function's role may read it and decrypt with its key.`,
  );
}

function tokenIn(stored: string | undefined): string {
  const token = readStoredToken(stored)?.accessToken;
  if (token !== undefined) return token;
  throw new CredentialsError('TOKEN_UNSET', 'Store {"accessToken":"…"} in the secret of this account.');
}
