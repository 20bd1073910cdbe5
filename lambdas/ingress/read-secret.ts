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

export interface SecretReaderDeps {
  readonly client: SecretsManagerClient;
  /** App → ARN of its secret. */
  readonly arns: ReadonlyMap<string, string>;
  /** For how long after a change the version before still counts, ms: only so long it is read. */
  readonly previousSecretMs: number;
  readonly now: () => number;
  readonly log: Log;
}

/** Makes the reader of the apps' secrets. */
export function createSecretReader({ client, arns, previousSecretMs, now, log }: SecretReaderDeps) {
  return async (app: string, abortSignal: AbortSignal): Promise<AppSecretVersions> => {
    const read = async (VersionStage: 'AWSCURRENT' | 'AWSPREVIOUS') =>
      client.send(new GetSecretValueCommand({ SecretId: arns.get(app), VersionStage }), { abortSignal });
    const current = await read('AWSCURRENT');
    if (!current.CreatedDate)
      throw new SecretError(
        'SECRET_UNAVAILABLE',
        'Secrets Manager did not say when the secret was made. Check that the ARN is that of a secret.',
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
 * Whoever stored something else first and corrected it has a previous version that is none: it must not lock the app
 * out.
 */
function usableOrAbsent(app: string, json: string | undefined, log: Log): AppSecret | undefined {
  try {
    const { secret, malformed } = readUsableMembers(json);
    if (malformed.length > 0)
      log.warn('members of the previous version of the secret are not used', {
        app,
        code: 'SECRET_MALFORMED',
        members: malformed.join(', '),
      });
    return secret;
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
