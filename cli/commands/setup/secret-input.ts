import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { readAppSecret } from '../../../src/pipeline/accept/app-secret.ts';
import { APP_SECRET_FORM, appSecretProblem } from '../../aws/app-secret-form.ts';
import { withoutWords } from '../../aws/app-secret-store.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { parseSecretSource, resolveSecret } from '../../options/resolve-secret.ts';

/** A secret to read. */
interface AskedFor {
  /** The member of the receiver's JSON layout that contains it. */
  readonly member: 'appSecret' | 'instagramAppSecret' | 'threadsAppSecret';
  /** The option that names its source, for errors. */
  readonly option: string;
  /** Its name, for the prompt and for errors. */
  readonly what: string;
  /** `prompt`, `env:NAME` or `secret:NAME`. Never shown, because it may be the secret itself. */
  readonly from: string;
  /** Whether to accept a value that does not look like an app secret. */
  readonly force: boolean;
}

/**
 * Reads a secret from its source.
 * @throws {@link CliError} SECRET_FORM | NO_TERMINAL | USAGE | SECRET_UNREADABLE | …; errors contain nothing of it
 */
export async function readGivenSecret(context: Context, asked: AskedFor): Promise<string> {
  const given = await readFrom(context, asked);
  const unusable = unusableProblem(given);
  const problem = unusable ?? appSecretProblem(given);
  if (problem === undefined || (asked.force && unusable === undefined)) return given;
  throw new CliError('SECRET_FORM', {
    message: `the given value is not the ${asked.what}: ${problem}`,
    hint: `Copy ${APP_SECRET_FORM}${unusable === undefined ? ', or use --force' : ''}. Nothing was changed.`,
  });
}

/** Ingress rejects a secret with any other character as malformed, so not even `--force` may store it. */
const USABLE = /^[\x21-\x7e]+$/;

function unusableProblem(given: string): string | undefined {
  if (given === '') return 'it is empty';
  return USABLE.test(given) ? undefined : 'it has characters other than visible ASCII characters';
}

async function readFrom(context: Context, asked: AskedFor): Promise<string> {
  const input = { option: asked.option, what: 'secret' } as const;
  return resolveSecret(parseSecretSource(asked.from, input), context.ports, {
    ...input,
    question: `The ${asked.what} (App Dashboard › App settings › Basic; input is hidden)`,
    readStored: async (id) => fromSecretsManager(context, asked, id),
    mayBeEmpty: true,
  });
}

async function fromSecretsManager(context: Context, { option, member }: AskedFor, name: string): Promise<string> {
  const stored = await readSecretString(context, name, option);
  if (!/^\s*\{/.test(stored)) return stored;
  try {
    return readAppSecret(stored)[member];
  } catch {
    // The cause concerns the layout of another secret, so replace it.
    throw new CliError('SECRET_UNREADABLE', {
      message: `the secret in ${option} is JSON, but does not have the layout of the receiver's secrets`,
      hint: `Store only the value in it, or {"${member}":"…"}.`,
    });
  }
}

async function readSecretString({ clients, ports }: Context, SecretId: string, option: string): Promise<string> {
  try {
    const command = new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' });
    return (await clients.secretsManager.send(command, { abortSignal: ports.signal })).SecretString ?? '';
  } catch (error) {
    if (!Error.isError(error) || error.name !== 'ResourceNotFoundException')
      throw withoutWords(error, `the secret in ${option}`);
    throw new CliError('SECRET_UNREADABLE', {
      message: `the secret in ${option} does not exist`,
      hint: 'Use its name in Secrets Manager or its ARN, and check the account and the region.',
    });
  }
}
