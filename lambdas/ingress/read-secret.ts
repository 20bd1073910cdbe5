import { GetSecretValueCommand, ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAppSecret, SecretError, type AppSecretVersions } from '../../src/accept/app-secret.ts';

/**
 * Makes the reader of the apps' secrets.
 * @param arns - app → ARN of its secret
 */
export function createSecretReader(client: SecretsManagerClient, arns: ReadonlyMap<string, string>) {
  return async (app: string, abortSignal: AbortSignal): Promise<AppSecretVersions> => {
    const read = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
      client.send(new GetSecretValueCommand({ SecretId: arns.get(app), VersionStage }), { abortSignal });
    const [current, previous] = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS').catch(absentIsNormal)]);
    if (!current.CreatedDate) throw new SecretError('SECRET_UNAVAILABLE', 'Secrets Manager did not say when the secret was made');
    return {
      current: readAppSecret(current.SecretString),
      currentSinceMs: current.CreatedDate.getTime(),
      ...(previous && { previous: readAppSecret(previous.SecretString) }),
    };
  };
}

/** A secret that was never changed has no previous version. */
function absentIsNormal(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}
