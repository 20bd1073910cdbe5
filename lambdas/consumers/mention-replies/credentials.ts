import {
  GetSecretValueCommand,
  SecretsManagerServiceException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { CodedError } from '../../../src/errors/coded-error.ts';
import { readStoredToken } from '../../../src/graph/client/stored-token.ts';
import { readAppSecret } from '../../../src/pipeline/accept/app-secret.ts';

/** As whom an account's mentions are answered. */
export interface Credentials {
  readonly token: string;
  readonly appSecret: string;
}

/** Where an account's token lies, and the secret of the app that made it. */
export interface SecretPlaces {
  readonly tokenArn: string;
  readonly appSecretArn: string;
}

/** Credentials that are not there, or may not be read: somebody has to see to it. */
export class CredentialsError extends CodedError<'TOKEN_UNSET' | 'APP_SECRET_UNSET' | 'SECRET_UNREADABLE'> {
  override readonly name = 'CredentialsError';
}

/** For how long they are used without looking whether they changed. */
const FRESH_MS = 5 * 60_000;
/**
 * What waiting does not fix: no permission for the secret or its key, a key that is off, no secret or no value, a
 * secret
 * that is being deleted.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 */
const UNREADABLE = new Set([
  'AccessDeniedException',
  'DecryptionFailure',
  'InvalidRequestException',
  'ResourceNotFoundException',
]);

export interface CredentialStore {
  /**
   * Gives them, from memory where they were read a short time ago. Only usable ones are kept.
   * @throws {@link CredentialsError} | SecretError SECRET_MALFORMED | whatever Secrets Manager's client throws
   */
  get(places: SecretPlaces): Promise<Credentials>;
  /** Has them read anew, because Meta did not take them. */
  forget(places: SecretPlaces): void;
}

/** Makes the store from Secrets Manager. */
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
        throw new CredentialsError('APP_SECRET_UNSET', "store the app secret in the app's secret");
      kept.set(places.tokenArn, { credentials, freshUntilMs: now() + FRESH_MS });
      return credentials;
    },
    forget: ({ tokenArn }) => {
      kept.delete(tokenArn);
    },
  };
}

/** Told here, where it is known that it was a secret: DynamoDB has errors of the same names. */
function unreadable(error: unknown): CredentialsError | undefined {
  if (!(error instanceof SecretsManagerServiceException) || !UNREADABLE.has(error.name)) return undefined;
  return new CredentialsError(
    'SECRET_UNREADABLE',
    `${error.name}: see that the secret has a value and the function's role may read it, and decrypt with its key`,
  );
}

function tokenIn(stored: string | undefined): string {
  const token = readStoredToken(stored)?.accessToken;
  if (token !== undefined) return token;
  throw new CredentialsError('TOKEN_UNSET', 'store {"accessToken":"…"} in the secret of this account');
}
