import { GetSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import { readAppSecret } from '../../../src/pipeline/accept/app-secret.ts';
import { APP_SECRET_FORM, appSecretProblem } from '../../aws/app-secret-form.ts';
import { withoutWords } from '../../aws/app-secret-store.ts';
import { CliError } from '../../errors/cli-error.ts';
import type { Context } from '../../context.ts';
import { parseSecretSource, resolveSecret } from '../../options/resolve-secret.ts';

/** A secret that somebody is to give. */
interface AskedFor {
  /** Where a secret of the receiver's form has it. */
  readonly member: 'appSecret' | 'instagramAppSecret' | 'threadsAppSecret';
  /** The option that says where it comes from; named in errors. */
  readonly option: string;
  /** What it is, for the question and for errors. */
  readonly what: string;
  /** `prompt`, `env:NAME` or `secret:NAME`. Never shown: it may be the secret itself, in the wrong place. */
  readonly from: string;
  /** Takes what does not look like an app secret. */
  readonly force: boolean;
}

/**
 * Takes a secret from where it is said to be.
 * @throws {@link CliError} SECRET_FORM | NO_TERMINAL | USAGE | SECRET_UNREADABLE | …; never with anything of the secret
 */
export async function readGivenSecret(context: Context, asked: AskedFor): Promise<string> {
  const given = await readFrom(context, asked);
  const unusable = unusableProblem(given);
  const problem = unusable ?? appSecretProblem(given);
  if (problem === undefined || (asked.force && unusable === undefined)) return given;
  throw new CliError('SECRET_FORM', {
    message: `what was given is not the ${asked.what}: ${problem}`,
    hint: `it is ${APP_SECRET_FORM}${unusable === undefined ? '; --force accepts it anyway' : ''}. Nothing was changed`,
  });
}

/** Ingress rejects a secret with any other character as malformed, so not even `--force` may store it. */
const USABLE = /^[\x21-\x7e]+$/;

function unusableProblem(given: string): string | undefined {
  if (given === '') return 'it is empty';
  return USABLE.test(given) ? undefined : 'it has characters other than visible ASCII ones';
}

async function readFrom(context: Context, asked: AskedFor): Promise<string> {
  const input = { option: asked.option, what: 'secret' } as const;
  return resolveSecret(parseSecretSource(asked.from, input), context.ports, {
    ...input,
    question: `The ${asked.what} (App Dashboard › App settings › Basic; not shown)`,
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
    // The cause quotes nothing, but is about another secret's form.
    throw new CliError('SECRET_UNREADABLE', {
      message: `the secret that ${option} names is JSON, but not as the receiver's own secrets are`,
      hint: `store the secret alone in it, or {"${member}":"…"}`,
    });
  }
}

async function readSecretString({ clients, ports }: Context, SecretId: string, option: string): Promise<string> {
  try {
    const command = new GetSecretValueCommand({ SecretId, VersionStage: 'AWSCURRENT' });
    return (await clients.secretsManager.send(command, { abortSignal: ports.signal })).SecretString ?? '';
  } catch (error) {
    if (!Error.isError(error) || error.name !== 'ResourceNotFoundException')
      throw withoutWords(error, `the secret that ${option} names`);
    throw new CliError('SECRET_UNREADABLE', {
      message: `there is no secret of the name that ${option} gives`,
      hint: 'name it as Secrets Manager shows it, or by its ARN; is it in this account and region?',
    });
  }
}
