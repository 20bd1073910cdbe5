import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  previousCounts,
  readUsableMembers,
  SecretError,
  type AppSecret,
  type AppSecretVersions,
} from '../../src/pipeline/accept/app-secret.ts';
import type { Log } from '../aws/log.ts';

/** Dependencies of {@link createSecretReader}. */
export interface SecretReaderDeps {
  readonly client: SecretsManagerClient;
  /** Maps the key of each app to the ARN of its secret. */
  readonly arns: ReadonlyMap<string, string>;
  /** Time after a change in which the previous version is read and accepted, in ms. */
  readonly previousSecretMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/** Creates a function that reads the secret versions of an app from Secrets Manager. */
export function createSecretReader({ client, arns, previousSecretMs, now, log }: SecretReaderDeps) {
  return async (app: string, abortSignal: AbortSignal): Promise<AppSecretVersions> => {
    const read = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
      client.send(new GetSecretValueCommand({ SecretId: arns.get(app), VersionStage }), { abortSignal });
    const current = await read('AWSCURRENT');
    if (!current.CreatedDate)
      throw new SecretError(
        'SECRET_UNAVAILABLE',
        'Secrets Manager returned no creation date. Check that the ARN is the ARN of a secret.',
      );
    const currentSinceMs = current.CreatedDate.getTime();
    const { secret, malformed } = readUsableMembers(current.SecretString);
    const previous = previousCounts(currentSinceMs, now(), previousSecretMs)
      ? await read('AWSPREVIOUS').catch(absentIsNormal)
      : undefined;
    return {
      current: secret,
      ...(malformed.length > 0 && { malformed }),
      currentSinceMs,
      previous: previous && usableOrAbsent(app, previous.SecretString, log),
    };
  };
}

/**
 * Ignores a previous version that is not a valid secret: a mistake that was already corrected must not lock the app
 * out.
 */
function usableOrAbsent(app: string, json: string | undefined, log: Log): AppSecret | undefined {
  try {
    const { secret, malformed } = readUsableMembers(json);
    if (malformed.length > 0)
      log.warn('ignored malformed members of the previous secret version', {
        app,
        code: 'SECRET_MALFORMED',
        members: malformed.join(', '),
      });
    return secret;
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    log.warn('ignored the previous secret version', { app, code: error.code });
    return undefined;
  }
}

/** Ignores a missing previous version: a secret that never changed has none. */
function absentIsNormal(error: unknown): undefined {
  if (error instanceof ResourceNotFoundException) return undefined;
  throw error;
}
