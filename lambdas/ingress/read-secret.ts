import { GetSecretValueCommand, ResourceNotFoundException, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readAppSecret, SecretError, type AppSecret, type AppSecretVersions } from '../../src/accept/app-secret.ts';
import type { Log } from '../shared/log.ts';

/**
 * Makes the reader of the apps' secrets.
 * @param arns - app → ARN of its secret
 */
export function createSecretReader(client: SecretsManagerClient, arns: ReadonlyMap<string, string>, log: Log) {
  return async (app: string, abortSignal: AbortSignal): Promise<AppSecretVersions> => {
    const read = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
      client.send(new GetSecretValueCommand({ SecretId: arns.get(app), VersionStage }), { abortSignal });
    const [current, previous] = await Promise.all([read('AWSCURRENT'), read('AWSPREVIOUS').catch(absentIsNormal)]);
    if (!current.CreatedDate) throw new SecretError('SECRET_UNAVAILABLE', 'Secrets Manager did not say when the secret was made');
    return {
      current: readAppSecret(current.SecretString),
      currentSinceMs: current.CreatedDate.getTime(),
      previous: previous && usableOrAbsent(app, previous.SecretString, log),
    };
  };
}

/** Whoever stored something else first and mended it has a previous version that is none: it must not lock the app out. */
function usableOrAbsent(app: string, json: string | undefined, log: Log): AppSecret | undefined {
  try {
    return readAppSecret(json);
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    log.warn('the previous version of the secret is not used', { app, code: error.code });
    return undefined;
  }
}

/** A secret that was never changed has no previous version. */
function absentIsNormal(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}
